//! Shares that add up to one.

/// Divides by the sum; `None` if a part is negative or the sum is 0.
pub fn closure(parts: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = parts.iter().sum();
    (sum > 0.0 && parts.iter().all(|p| *p >= 0.0)).then(|| parts.iter().map(|p| p / sum).collect())
}

/// Shares from counts without zeros: the posterior mean under a Dirichlet prior of `strength` spread
/// like `prior`, `(x + s m) / (n + s)` (Martín-Fernández et al. 2015, *Statistical Modelling* 15,
/// 134-158, eq. 3). `None` if lengths differ or a prior share is not above 0.
pub fn replace_zeros(counts: &[f64], prior: &[f64], strength: f64) -> Option<Vec<f64>> {
    let valid = counts.len() == prior.len() && strength > 0.0 && prior.iter().all(|p| *p > 0.0);
    let posterior: Vec<f64> =
        counts.iter().zip(closure(prior)?).map(|(x, m)| x + strength * m).collect();
    closure(&posterior).filter(|_| valid)
}

/// Centred log-ratios: `ln x_i` less their mean (Aitchison 1986, ch. 4). `None` if a part is not
/// above 0.
pub fn clr(parts: &[f64]) -> Option<Vec<f64>> {
    if parts.is_empty() || parts.iter().any(|p| *p <= 0.0) {
        return None;
    }
    let logs: Vec<f64> = parts.iter().map(|p| p.ln()).collect();
    let centre = logs.iter().sum::<f64>() / logs.len() as f64;
    Some(logs.into_iter().map(|l| l - centre).collect())
}

/// Isometric log-ratios by Helmert's basis: the j-th is `sqrt(j / (j + 1))` times the log of the
/// geometric mean of the first j parts over part j + 1 (Egozcue et al. 2003, *Mathematical
/// Geology* 35, 279-300, eq. 23). One fewer than the parts.
pub fn ilr(parts: &[f64]) -> Option<Vec<f64>> {
    let logs = clr(parts)?;
    let mut sum = 0.0;
    let mut coordinates = Vec::with_capacity(logs.len() - 1);
    for j in 1..logs.len() {
        sum += logs[j - 1];
        let size = j as f64;
        coordinates.push((size / (size + 1.0)).sqrt() * (sum / size - logs[j]));
    }
    Some(coordinates)
}

/// Aitchison's distance: that of the centred log-ratios.
pub fn aitchison_distance(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (clr(a)?, clr(b)?);
    (a.len() == b.len()).then(|| a.iter().zip(&b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt())
}

/// Half the sum of the absolute differences: the share that would have to move.
pub fn total_variation(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn distances_agree() {
        let (a, b) = ([0.2, 0.3, 0.5], [0.1, 0.6, 0.3]);
        let by_ilr: f64 = ilr(&a)
            .expect("positive")
            .iter()
            .zip(ilr(&b).expect("positive"))
            .map(|(x, y)| (x - y).powi(2))
            .sum();
        let distance = aitchison_distance(&a, &b).expect("positive");
        assert!((distance - by_ilr.sqrt()).abs() < 1e-12, "isometric");
        assert!((total_variation(&a, &b) - 0.3).abs() < 1e-12);
        assert_eq!(clr(&[0.0, 1.0]), None);
        assert_eq!(replace_zeros(&[0.0, 8.0], &[1.0, 1.0], 2.0), Some(vec![0.1, 0.9]));
    }

    fn two() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        (2usize..9).prop_flat_map(|k| {
            let parts = || proptest::collection::vec(1e-4f64..1e3, k);
            (parts(), parts())
        })
    }

    proptest! {
        #[test]
        fn shares_add_up((a, _) in two()) {
            let shares = closure(&a).expect("positive");
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let logs = clr(&a).expect("positive");
            prop_assert!(logs.iter().sum::<f64>().abs() < 1e-9);
        }

        #[test]
        fn log_ratios_keep_distances((a, b) in two()) {
            let (x, y) = (ilr(&a).expect("positive"), ilr(&b).expect("positive"));
            let flat: f64 = x.iter().zip(&y).map(|(p, q)| (p - q).powi(2)).sum();
            let distance = aitchison_distance(&a, &b).expect("positive");
            prop_assert!((flat.sqrt() - distance).abs() < 1e-9);
            // The size of the whole does not matter.
            let doubled: Vec<f64> = a.iter().map(|p| 2.0 * p).collect();
            prop_assert!(aitchison_distance(&a, &doubled).expect("positive") < 1e-9);
        }
    }
}
