//! Krippendorff's alpha: agreement of any number of coders, with gaps.

use crate::table::Ratings;

/// What the distance of two values means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Names: equal or not.
    Nominal,
    /// Ranks: distance by how many values lie between.
    Ordinal,
    /// Numbers: squared difference.
    Interval,
    /// Numbers with a zero: squared difference over the sum. Values must not be negative.
    Ratio,
}

/// Krippendorff's alpha of units × coders; a gap is `None`.
///
/// alpha = 1 - D_o / D_e over the coincidences of values within units (Krippendorff 2004,
/// *Content Analysis*, 2nd ed., ch. 11; 2011, "Computing Krippendorff's alpha-reliability", eq. 1).
/// Units with fewer than two values do not count. `None` if no unit has two values, if all values
/// are the same, or if one is negative at the level of ratios.
pub fn krippendorff_alpha(ratings: &Ratings, level: Level) -> Option<f64> {
    let mut values: Vec<f64> = ratings.rows().flatten().filter_map(|v| *v).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if level == Level::Ratio && values.first().is_some_and(|least| *least < 0.0) {
        return None;
    }
    let at = |value: f64| values.binary_search_by(|v| v.total_cmp(&value)).ok();
    let k = values.len();
    // Coincidences: each pair of values within a unit, weighted by 1 / (m - 1).
    let mut coincidence = vec![0.0; k * k];
    for row in ratings.rows() {
        let unit: Vec<usize> = row.iter().filter_map(|v| v.and_then(at)).collect();
        if unit.len() < 2 {
            continue;
        }
        let weight = 1.0 / (unit.len() - 1) as f64;
        for (i, a) in unit.iter().enumerate() {
            for (j, b) in unit.iter().enumerate() {
                if i != j {
                    coincidence[a * k + b] += weight;
                }
            }
        }
    }
    let margins: Vec<f64> = (0..k).map(|a| coincidence[a * k..(a + 1) * k].iter().sum()).collect();
    let n: f64 = margins.iter().sum();
    let distance = |a: usize, b: usize| match level {
        _ if a == b => 0.0,
        Level::Nominal => 1.0,
        Level::Ordinal => {
            let (low, high) = (a.min(b), a.max(b));
            let between: f64 = margins[low..=high].iter().sum();
            (between - f64::midpoint(margins[low], margins[high])).powi(2)
        }
        Level::Interval => (values[a] - values[b]).powi(2),
        Level::Ratio => ((values[a] - values[b]) / (values[a] + values[b])).powi(2),
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for a in 0..k {
        for b in 0..k {
            observed += coincidence[a * k + b] * distance(a, b);
            expected += margins[a] * margins[b] * distance(a, b);
        }
    }
    (n > 1.0 && expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn full_agreement_is_one_and_no_variation_is_nothing() {
        let same = Ratings::complete(&[&[1.0, 1.0], &[2.0, 2.0], &[3.0, 3.0]]);
        for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
            assert!((krippendorff_alpha(&same, level).expect("varies") - 1.0).abs() < 1e-12);
        }
        let flat = Ratings::complete(&[&[1.0, 1.0], &[1.0, 1.0]]);
        assert_eq!(krippendorff_alpha(&flat, Level::Nominal), None);
        assert_eq!(krippendorff_alpha(&Ratings::default(), Level::Nominal), None);
        let below = Ratings::complete(&[&[-1.0, 1.0], &[1.0, 2.0]]);
        assert_eq!(krippendorff_alpha(&below, Level::Ratio), None);
        assert!(krippendorff_alpha(&below, Level::Interval).is_some());
    }

    proptest! {
        #[test]
        fn coders_who_are_the_same_agree(
            units in proptest::collection::vec((0u8..5, 2usize..5), 2..30),
        ) {
            let rows: Vec<Vec<f64>> =
                units.iter().map(|(value, coders)| vec![f64::from(*value); *coders]).collect();
            let gaps: Vec<Vec<Option<f64>>> =
                rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
            for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
                if let Some(alpha) = krippendorff_alpha(&Ratings::new(&gaps), level) {
                    prop_assert!((alpha - 1.0).abs() < 1e-9);
                } else {
                    prop_assert!(units.iter().all(|(value, _)| *value == units[0].0));
                }
            }
        }
    }
}
