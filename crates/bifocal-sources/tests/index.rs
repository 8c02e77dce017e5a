//! What the index tells about people.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use bifocal_core::Address;
use bifocal_sources::{Index, SourceSet, alike, near};

fn mail(from: &str, to: &str) -> String {
    format!(
        "From x Mon Jan  5 10:00:00 2026\nFrom: {from}\nTo: {to}\nSubject: {from} {to}\n\nx\n\n"
    )
}

fn index() -> Index {
    let mbox = [
        mail("Priya Raman <priya.raman@velobay.example>", "bo.berg@velobay.example"),
        mail("\"Raman, Priya\" <priya@home.example>", "priya.raman@velobay.example"),
        mail(
            "Bo Berg <bo.berg@velobay.example>",
            "priya.raman@velobay.example, Cy <cy@velobay.example>",
        ),
        mail(
            "Cy <cy@velobay.example>",
            "bo.berg@velobay.example, Bo Berg <bo.berg@velobay.example>",
        ),
        mail("Cy <cy.carter@other.example>", "bo.berg@velobay.example"),
    ]
    .concat();
    let set = SourceSet::from_reader("mbox", mbox.as_bytes()).unwrap();
    Index::build(&set, &|_| ()).unwrap()
}

fn addresses(texts: &[&str]) -> Vec<Address> {
    texts.iter().map(|text| Address::new(text)).collect()
}

#[test]
fn parties_count_each_message_once() {
    let index = index();
    assert_eq!(index.messages(), 5);
    let share = |me: &[&str]| {
        let found = index.parties(&addresses(me));
        assert_eq!((found.messages, found.mine, found.open), (5, found.my_mails, false));
        found.mine
    };
    assert_eq!(share(&["priya.raman@velobay.example"]), 3);
    assert_eq!(share(&["priya.raman@velobay.example", "priya@home.example"]), 3);
    assert_eq!(share(&["cy.carter@other.example"]), 1);
    assert_eq!(share(&["nobody@velobay.example"]), 0);
    assert_eq!(share(&[]), 0);
}

#[test]
fn of_the_others_the_busiest_who_writes_is_named() {
    let index = index();
    let other = |me: &[&str]| index.parties(&addresses(me)).other.unwrap();
    let bo = Address::new("bo.berg@velobay.example");
    assert_eq!(other(&["priya.raman@velobay.example"]), (bo.clone(), 4));
    assert_eq!(other(&[]), (bo, 4));
    let priya = Address::new("priya.raman@velobay.example");
    assert_eq!(other(&["bo.berg@velobay.example"]), (priya, 3));
    // A list gets everything, and writes nothing.
    let mbox = [
        mail("Bo <bo.berg@velobay.example>", "all@velobay.example"),
        mail("Cy <cy@velobay.example>", "all@velobay.example"),
        mail("Cy <cy@velobay.example>", "all@velobay.example, bo.berg@velobay.example"),
    ]
    .concat();
    let set = SourceSet::from_reader("mbox", mbox.as_bytes()).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let found = index.parties(&addresses(&["bo.berg@velobay.example"]));
    assert_eq!((found.my_mails, found.other), (2, Some((Address::new("cy@velobay.example"), 2))));
}

#[test]
fn who_writes_in_a_thread_without_addressees_is_a_party_to_all_of_it() {
    let turn = |speaker: &str, at: u32| {
        format!(
            "00:00:{at:02}.000 --> 00:00:{:02}.000\n<v {speaker}>Trams at {at}.</v>\n\n",
            at + 2
        )
    };
    let meeting = |speakers: &[&str]| {
        let turns: String = speakers.iter().zip(1..).map(|(s, at)| turn(s, at * 3)).collect();
        format!("WEBVTT\n\n{turns}")
    };
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("one.vtt"), meeting(&["Ana", "Bo", "Cy", "Bo"])).unwrap();
    std::fs::write(dir.path().join("two.vtt"), meeting(&["Bo", "Cy", "Dee", "Cy", "Bo"])).unwrap();
    std::fs::write(
        dir.path().join("mails.mbox"),
        mail("Bo <bo.berg@velobay.example>", "cy@velobay.example"),
    )
    .unwrap();
    let set = SourceSet::open(&[dir.path().to_owned()]).unwrap();
    let index = Index::build(&set, &|_| ()).unwrap();
    let found = |me: &str| index.parties(&addresses(&[me]));
    let ana = found("talk:ana");
    assert_eq!((ana.mine, ana.messages, ana.open, ana.my_mails), (4, 10, true, 0));
    assert_eq!(found("talk:bo").mine, 9);
    // Of mails alone it is told who has the most.
    assert_eq!(ana.other, Some((Address::new("bo.berg@velobay.example"), 1)));
}

#[test]
fn contacts_write_and_get() {
    let index = index();
    let bo = index.contact(&Address::new("bo.berg@velobay.example")).unwrap();
    assert_eq!((bo.sent, bo.received), (1, 3));
    assert_eq!(bo.names, [("Bo Berg".to_owned(), 2)]);
    assert!(index.people().is_sorted_by_key(|contact| contact.address.clone()));
}

#[test]
fn addresses_that_look_like_one_person() {
    let index = index();
    let alike = |me: &str, name| alike(&index, &addresses(&[me]), name);
    assert_eq!(alike("priya.raman@velobay.example", None), addresses(&["priya@home.example"]));
    // By the chart's name, and by the address itself.
    assert_eq!(
        alike("priya@home.example", Some("Priya Raman")),
        addresses(&["priya.raman@velobay.example"])
    );
    assert_eq!(alike("zulip:bo-berg", None), addresses(&["bo.berg@velobay.example"]));
    // One word is no full name.
    assert!(alike("cy@velobay.example", None).is_empty());
}

#[test]
fn near_addresses() {
    let index = index();
    let near = |text: &str| near(&index, &Address::new(text));
    assert_eq!(near("priya.raman@velobay.com")[0].as_str(), "priya.raman@velobay.example");
    assert_eq!(near("priya.ramam@velobay.example")[0].as_str(), "priya.raman@velobay.example");
    assert_eq!(near("Bo Berg")[0].as_str(), "bo.berg@velobay.example");
    assert_eq!(near("cy@velobay.example")[0].as_str(), "cy@velobay.example");
    assert!(near("zachary.quinn@velobay.example").is_empty());
}
