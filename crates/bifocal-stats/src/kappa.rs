//! Agreement of two coders.

/// Cohen's kappa of two coders over categories `0..categories`, from pairs with weights.
///
/// kappa = (p_o - p_e) / (1 - p_e), with p_o the share of agreement and p_e the agreement expected
/// from the margins (Cohen 1960, *Educational and Psychological Measurement* 20, 37-46, eq. 1).
/// `None` if there are no pairs, if both always use the same one category (p_e = 1), or if a pair
/// names a category that there is not.
pub fn cohen_kappa(
    pairs: impl IntoIterator<Item = (usize, usize, f64)>,
    categories: usize,
) -> Option<f64> {
    let (mut agree, mut total) = (0.0, 0.0);
    let (mut first, mut second) = (vec![0.0; categories], vec![0.0; categories]);
    for (a, b, weight) in pairs {
        total += weight;
        *first.get_mut(a)? += weight;
        *second.get_mut(b)? += weight;
        if a == b {
            agree += weight;
        }
    }
    let observed = agree / total;
    let expected: f64 =
        first.iter().zip(&second).map(|(a, b)| a * b).sum::<f64>() / (total * total);
    (total > 0.0 && expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

/// Cohen's weighted kappa with quadratic weights over ordered categories `0..categories`.
///
/// kappa_w = 1 - sum(d² o) / sum(d² e), d the distance of the categories (Cohen 1968,
/// *Psychological Bulletin* 70, 213-220). `None` as in [`cohen_kappa`].
pub fn weighted_kappa(
    pairs: impl IntoIterator<Item = (usize, usize, f64)>,
    categories: usize,
) -> Option<f64> {
    let (mut observed, mut total) = (0.0, 0.0);
    let (mut first, mut second) = (vec![0.0; categories], vec![0.0; categories]);
    let square = |a: usize, b: usize| (a.abs_diff(b) as f64).powi(2);
    for (a, b, weight) in pairs {
        total += weight;
        *first.get_mut(a)? += weight;
        *second.get_mut(b)? += weight;
        observed += weight * square(a, b);
    }
    let mut expected = 0.0;
    for (a, p) in first.iter().enumerate() {
        for (b, q) in second.iter().enumerate() {
            expected += p * q / total * square(a, b);
        }
    }
    (total > 0.0 && expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Fleiss' kappa of things × categories: how many of the same number of raters put each thing into
/// each category.
#[derive(Clone, Debug, PartialEq)]
pub struct FleissKappa {
    /// Agreement over all categories.
    pub kappa: f64,
    /// Of each category against the rest.
    pub categories: Vec<Option<f64>>,
    /// Kappa over its standard error if there were no agreement.
    pub z: f64,
}

/// Fleiss (1971, *Psychological Bulletin* 76, 378-382, eqs. 7 and 22), standard error by Fleiss, Nee &
/// Landis (1979, eq. 11). `None` unless all things have the same number of raters, at least two, and
/// more than one category is used.
pub fn fleiss_kappa<R: AsRef<[u32]>>(counts: &[R]) -> Option<FleissKappa> {
    let raters = f64::from(counts.first()?.as_ref().iter().sum::<u32>());
    let n = counts.len() as f64;
    let k = counts.first()?.as_ref().len();
    let even = counts.iter().all(|row| {
        row.as_ref().len() == k && f64::from(row.as_ref().iter().sum::<u32>()) == raters
    });
    if !even || raters < 2.0 {
        return None;
    }
    let column = |j: usize, f: &dyn Fn(f64) -> f64| {
        counts.iter().map(|row| f(f64::from(row.as_ref()[j]))).sum::<f64>()
    };
    let shares: Vec<f64> = (0..k).map(|j| column(j, &|c| c) / (n * raters)).collect();
    let pairs = n * raters * (raters - 1.0);
    let agree = (0..k).map(|j| column(j, &|c| c * (c - 1.0))).sum::<f64>() / pairs;
    let chance: f64 = shares.iter().map(|p| p * p).sum();
    if chance >= 1.0 {
        return None;
    }
    let categories = shares
        .iter()
        .enumerate()
        .map(|(j, p)| {
            let apart = column(j, &|c| c * (raters - c)) / (pairs * p * (1.0 - p));
            (*p > 0.0 && *p < 1.0).then_some(1.0 - apart)
        })
        .collect();
    let spread: f64 = shares.iter().map(|p| p * (1.0 - p)).sum();
    let skew: f64 = shares.iter().map(|p| p * (1.0 - p) * (1.0 - 2.0 * p)).sum();
    let error = (2.0 / pairs * (spread * spread - skew)).sqrt() / spread;
    let kappa = (agree - chance) / (1.0 - chance);
    Some(FleissKappa { kappa, categories, z: kappa / error })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table of proportions, by hand.
    #[test]
    fn three_by_three_by_hand() {
        let table = [[0.25, 0.13, 0.12], [0.12, 0.02, 0.16], [0.03, 0.15, 0.02]];
        let cells = |t: [[f64; 3]; 3]| {
            (0..3).flat_map(move |a| (0..3).map(move |b| (a, b, t[a][b]))).collect::<Vec<_>>()
        };
        // Agreement by hand: p_o = .29; margins .50 .30 .20 and .40 .30 .30; p_e = .35.
        let kappa = cohen_kappa(cells(table), 3).expect("defined");
        assert!((kappa - (0.29 - 0.35) / 0.65).abs() < 1e-12);
    }

    #[test]
    fn two_by_two_by_hand() {
        // 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p_o .70, p_e .50, kappa .40
        let pairs = [(1, 1, 20.0), (1, 0, 5.0), (0, 1, 10.0), (0, 0, 15.0)];
        assert!((cohen_kappa(pairs, 2).expect("defined") - 0.4).abs() < 1e-12);
        // With two categories the quadratic weights change nothing.
        assert!((weighted_kappa(pairs, 2).expect("defined") - 0.4).abs() < 1e-12);
    }

    #[test]
    fn undefined_without_variation() {
        assert_eq!(cohen_kappa([], 2), None);
        assert_eq!(cohen_kappa([(0, 0, 3.0)], 2), None);
        assert_eq!(weighted_kappa([(1, 1, 3.0)], 3), None);
        // A category that there is not.
        assert_eq!(cohen_kappa([(0, 0, 1.0), (1, 2, 1.0)], 2), None);
        assert_eq!(weighted_kappa([(0, 0, 1.0), (2, 1, 1.0)], 2), None);
    }

    proptest! {
        #[test]
        fn who_comes_first_does_not_matter(
            pairs in proptest::collection::vec((0usize..4, 0usize..4, 0.1f64..3.0), 1..40),
        ) {
            let turned = || pairs.iter().map(|(a, b, w)| (*b, *a, *w));
            let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            };
            let whole = || pairs.iter().copied();
            prop_assert!(near(cohen_kappa(whole(), 4), cohen_kappa(turned(), 4)));
            prop_assert!(near(weighted_kappa(whole(), 4), weighted_kappa(turned(), 4)));
        }
    }
}
