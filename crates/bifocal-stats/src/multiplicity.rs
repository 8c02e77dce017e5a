//! Several tests at once.

/// Holm's adjusted p-values, in the order given: step down, `max((m - i) p_(i))` (Holm 1979,
/// *Scandinavian Journal of Statistics* 6, 65-70). They keep the chance of any false finding.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let order = ascending(p);
    let m = p.len();
    let mut adjusted = vec![0.0; m];
    let mut largest = 0.0f64;
    for (rank, at) in order.into_iter().enumerate() {
        largest = largest.max((m - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = largest;
    }
    adjusted
}

/// Benjamini and Hochberg's adjusted p-values, in the order given: step up, `min(m / i p_(i))`
/// (Benjamini & Hochberg 1995, *JRSS B* 57, 289-300). They keep the expected share of false
/// findings.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    step_up(p, 1.0)
}

/// The same under any dependence: times the sum of `1 / i` (Benjamini & Yekutieli 2001, theorem 1.3).
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    step_up(p, (1..=p.len()).map(|i| 1.0 / i as f64).sum())
}

fn step_up(p: &[f64], factor: f64) -> Vec<f64> {
    let m = p.len() as f64;
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0f64;
    for (rank, at) in ascending(p).into_iter().enumerate().rev() {
        smallest = smallest.min(factor * m / (rank as f64 + 1.0) * p[at]);
        adjusted[at] = smallest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn by_hand() {
        let p = [0.04, 0.01, 0.03];
        let near = |got: Vec<f64>, want: [f64; 3]| {
            assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?}");
        };
        near(holm(&p), [0.06, 0.03, 0.06]);
        near(benjamini_hochberg(&p), [0.04, 0.03, 0.04]);
        assert!(holm(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn holm_keeps_the_order_and_is_the_stricter(
            p in proptest::collection::vec(0.0f64..=1.0, 0..30),
        ) {
            let (strict, lenient) = (holm(&p), benjamini_hochberg(&p));
            for i in 0..p.len() {
                prop_assert!(p[i] <= lenient[i] + 1e-12 && lenient[i] <= strict[i] + 1e-12);
                prop_assert!(strict[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || strict[i] <= strict[j]);
                }
            }
        }
    }
}
