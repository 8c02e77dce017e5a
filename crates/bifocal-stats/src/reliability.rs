//! How much of a figure is the person, and how much is noise.

/// Reliability of one person's estimate: `tau² / (tau² + SE²)`, the share of the variance of
/// estimates that lies between persons (Lord & Novick 1968, p. 61). From 0 to 1.
pub fn reliability(between_variance: f64, standard_error: f64) -> f64 {
    let total = between_variance + standard_error * standard_error;
    if total > 0.0 { between_variance / total } else { 0.0 }
}

/// By which factor the data must grow for a reliability, if the squared error falls with 1 / n:
/// `SE² (r / (1 - r)) / tau²`. Infinite where persons do not differ.
pub fn growth_needed(between_variance: f64, standard_error: f64, wanted: f64) -> f64 {
    standard_error * standard_error * (wanted / (1.0 - wanted)) / between_variance
}

/// Variance between persons, noise taken off: DerSimonian & Laird 1986, *Controlled Clinical
/// Trials* 7, 177-188, eq. 8; not below 0. Input is (estimate, standard error) a person; pairs
/// with no error are left out. `None` under two persons.
pub fn between_variance(persons: &[(f64, f64)]) -> Option<f64> {
    let weighted: Vec<(f64, f64)> =
        persons.iter().filter(|(_, se)| *se > 0.0).map(|(y, se)| (*y, 1.0 / (se * se))).collect();
    if weighted.len() < 2 {
        return None;
    }
    let sum: f64 = weighted.iter().map(|(_, w)| w).sum();
    let squares: f64 = weighted.iter().map(|(_, w)| w * w).sum();
    let mean = weighted.iter().map(|(y, w)| y * w).sum::<f64>() / sum;
    let q: f64 = weighted.iter().map(|(y, w)| w * (y - mean).powi(2)).sum();
    let freedom = weighted.len() as f64 - 1.0;
    Some(((q - freedom) / (sum - squares / sum)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_variance_of_equal_errors_is_variance_less_noise() {
        let persons: Vec<_> = [0.1, 0.2, 0.3, 0.4, 0.5].iter().map(|y| (*y, 0.05)).collect();
        // Sample variance .025, noise .0025
        let tau2 = between_variance(&persons).expect("five persons");
        assert!((tau2 - 0.0225).abs() < 1e-12);
        assert_eq!(between_variance(&[(0.3, 0.1)]), None);
        assert_eq!(between_variance(&[(0.3, 0.1), (0.3, 0.1)]), Some(0.0));
    }

    #[test]
    fn growth_reaches_the_wanted_reliability() {
        let (tau2, se) = (0.01, 0.15);
        let factor = growth_needed(tau2, se, 0.7);
        assert!((reliability(tau2, se / factor.sqrt()) - 0.7).abs() < 1e-12);
        assert!(reliability(0.0, 0.0).abs() < 1e-12);
    }
}
