//! Any bytes as `people.csv`: who is who, or what is wrong with the table.
#![no_main]

use bifocal_sources::People;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut people) = People::read(bytes) else { return };
    let count = people.persons().count();
    let mut addresses = Vec::new();
    for person in people.persons() {
        for address in &person.addresses {
            assert!(people.of(address) == Some(person));
            assert!(people.rank(address).is_some_and(|steps| (steps as usize) < count));
            addresses.push(address.clone());
        }
    }
    // The first and the last turn out to be one person.
    let last = addresses.pop();
    let both: Vec<_> = addresses.into_iter().take(1).chain(last).collect();
    if let Some(one) = people.merge(&both) {
        assert!(both.iter().all(|address| *people.person(address) == one));
        let _ = people.rank(&one);
    }
});
