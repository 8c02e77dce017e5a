//! A person's focus before and after a date.

use bifocal_stats::{Estimate, MIN_CLUSTERS, function_of_means};
use serde::Serialize;

use crate::lens::Pole;
use crate::message::Week;
use crate::rate::LEVEL;
use crate::tally::{BUCKETS, Cell, Tally};

/// What changed at a date.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Monday of the first week after it.
    pub from: Option<String>,
    /// Acting messages before and after; those without a date are in neither.
    pub acting: [u64; 2],
    /// People focus, then results focus.
    pub poles: Vec<PoleChange>,
}

/// One pole before and after.
#[derive(Clone, Debug, Serialize)]
pub struct PoleChange {
    /// Which.
    pub pole: Pole,
    /// Acting messages that attend to it, before and after.
    pub attends: [u64; 2],
    /// Share after less share before, with its 95 % interval: delete-one-bucket jackknife over the threads'
    /// buckets, so that a thread that runs across the date counts once. `None` in too few threads.
    pub difference: Option<Estimate>,
}

impl Change {
    /// Of the one person whose keys the tally holds.
    pub fn new(tally: &Tally, from: Week) -> Self {
        // Per bucket: acting and attending messages, before and after.
        let mut acting = [[0u64; 2]; BUCKETS];
        let poles = [Pole::People, Pole::Results];
        let mut attends = [[[0u64; 2]; BUCKETS]; 2];
        for (key, counts) in tally.iter() {
            let Some(week) = key.week else { continue };
            let after = usize::from(week >= from);
            let bucket = usize::from(key.bucket);
            acting[bucket][after] += counts.get(Cell::Acting);
            for (attends, pole) in attends.iter_mut().zip(poles) {
                attends[bucket][after] += counts.get(Cell::Attends(pole));
            }
        }
        let sum = |cells: &[[u64; 2]; BUCKETS], at: usize| cells.iter().map(|c| c[at]).sum();
        Self {
            from: from.monday(),
            acting: [sum(&acting, 0), sum(&acting, 1)],
            poles: poles
                .into_iter()
                .zip(&attends)
                .map(|(pole, attends)| PoleChange {
                    pole,
                    attends: [sum(attends, 0), sum(attends, 1)],
                    difference: difference(&acting, attends),
                })
                .collect(),
        }
    }
}

fn difference(acting: &[[u64; 2]; BUCKETS], attends: &[[u64; 2]; BUCKETS]) -> Option<Estimate> {
    let rows: Vec<[f64; 4]> = acting
        .iter()
        .zip(attends)
        .filter(|(acting, _)| acting[0] + acting[1] > 0)
        .map(|(acting, attends)| [acting[0], acting[1], attends[0], attends[1]].map(|n| n as f64))
        .collect();
    if rows.len() < MIN_CLUSTERS {
        return None;
    }
    let found = function_of_means(&[&rows[..]], |means| match means[0][..] {
        [before, after, x, y] if before > 0.0 && after > 0.0 => Some(y / after - x / before),
        _ => None,
    });
    found?.estimate(LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::message::{Medium, Toward};
    use crate::tally::{Counts, Key};

    /// Two messages a bucket and week, of which so many attend to people.
    fn tally(buckets: u8, before: u64, after: u64) -> Tally {
        let mut tally = Tally::default();
        for bucket in 0..buckets {
            for (week, attends) in [(10, before), (20, after)] {
                let mut counts = Counts::default();
                counts.add(Cell::Acting, 2);
                counts.add(Cell::Does(Activity::Task), 2);
                // Not all alike: an interval needs some variation.
                counts.add(Cell::Attends(Pole::People), if bucket == 0 { 1 } else { attends });
                let key = Key {
                    person: "ana".into(),
                    week: Some(Week(week)),
                    toward: Toward::Across,
                    medium: Medium::Mail,
                    bucket,
                };
                tally.insert(key, &counts);
            }
        }
        tally
    }

    #[test]
    fn a_change_is_found_and_none_is_not() {
        let people = |tally: &Tally| Change::new(tally, Week(15)).poles[0].clone();
        let rises = people(&tally(20, 0, 2)).difference.expect("an interval");
        assert!(rises.point > 0.8 && rises.interval.low > 0.5, "{rises:?}");
        assert_eq!(people(&tally(20, 0, 2)).attends, [1, 39]);
        let stays = people(&tally(20, 1, 1));
        assert_eq!(stays.difference, None, "no variation, no interval");
        assert_eq!(people(&tally(15, 0, 2)).difference, None, "too few threads");
        assert_eq!(Change::new(&tally(20, 0, 2), Week(30)).acting, [80, 0]);
    }
}
