//! Whom what was seen exposes.

use std::collections::BTreeSet;

use bifocal_study::gate::Group;

/// The smallest number of persons whom some sum of the seen groups' totals is about, by elimination
/// over a prime field: a set of persons is exposed if its indicator is a combination of the groups'.
/// Looks at all sets of up to four persons.
pub fn exposed(groups: &[Group], persons: u64) -> Option<Vec<u64>> {
    const P: i64 = 1_000_003;
    let inverse = |x: i64| {
        let (mut result, mut base, mut power) = (1, x.rem_euclid(P), P - 2);
        while power > 0 {
            if power % 2 == 1 {
                result = result * base % P;
            }
            base = base * base % P;
            power /= 2;
        }
        result
    };
    let row = |members: &BTreeSet<u64>| -> Vec<i64> {
        (0..persons).map(|p| i64::from(members.contains(&p))).collect()
    };
    let mut basis: Vec<(usize, Vec<i64>)> = Vec::new();
    let reduce = |basis: &[(usize, Vec<i64>)], mut v: Vec<i64>| {
        for (pivot, b) in basis {
            let factor = v[*pivot];
            if factor != 0 {
                v.iter_mut().zip(b).for_each(|(v, b)| *v = (*v - factor * b).rem_euclid(P));
            }
        }
        v
    };
    for group in groups {
        let v = reduce(&basis, row(&group.iter().map(|p| p.0).collect()));
        if let Some(pivot) = v.iter().position(|x| *x != 0) {
            let scale = inverse(v[pivot]);
            let v: Vec<i64> = v.iter().map(|x| x * scale % P).collect();
            for (_, b) in &mut basis {
                let factor = b[pivot];
                b.iter_mut().zip(&v).for_each(|(b, v)| *b = (*b - factor * v).rem_euclid(P));
            }
            basis.push((pivot, v));
        }
    }
    let small_sets = (0..persons).flat_map(|a| {
        (a..persons).flat_map(move |b| {
            (b..persons).flat_map(move |c| (c..persons).map(move |d| [a, b, c, d]))
        })
    });
    small_sets
        .map(|ids| ids.into_iter().collect::<BTreeSet<u64>>())
        .find(|set| reduce(&basis, row(set)).iter().all(|x| *x == 0))
        .map(|set| set.into_iter().collect())
}
