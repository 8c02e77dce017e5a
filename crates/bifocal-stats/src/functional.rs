//! Smooth functions of the means of groups of persons: one way to an interval for all of them.

use crate::means::Difference;

/// Estimates `function(means of group 1, means of group 2, ...)`. Each person is a row of numbers, the
/// same columns for all; each group needs two persons or more.
///
/// The variance is that of the delete-one jackknife within each group (Arvesen 1969, *Annals of
/// Mathematical Statistics* 40, 2076-2100, for several samples; Efron & Stein 1981, *Annals of
/// Statistics* 9, 586-596): `V = Σ_g V_g` with `V_g = (n_g - 1) / n_g · Σ_i (θ_(-i) - mean θ_(-i))²`.
/// Degrees of freedom are Welch and Satterthwaite's, `V² / Σ_g V_g² / (n_g - 1)`. For a difference of two
/// means this is exactly Welch's test; for ratios and Kitagawa's parts it is its counterpart.
///
/// `None` under two persons in a group, where the function is not defined, or without variation.
pub fn function_of_means<R: AsRef<[f64]>>(
    groups: &[&[R]],
    function: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Option<Difference> {
    let sums: Vec<Vec<f64>> = groups.iter().map(|group| sum(group)).collect();
    let mut means: Vec<Vec<f64>> = sums
        .iter()
        .zip(groups)
        .map(|(sum, group)| sum.iter().map(|s| s / group.len() as f64).collect())
        .collect();
    let point = function(&means)?;
    let (mut variance, mut squares) = (0.0, 0.0);
    for (at, group) in groups.iter().enumerate() {
        let n = group.len() as f64;
        if n < 2.0 {
            return None;
        }
        let whole = means[at].clone();
        let mut without = Vec::with_capacity(group.len());
        for person in *group {
            for ((mean, sum), own) in means[at].iter_mut().zip(&sums[at]).zip(person.as_ref()) {
                *mean = (sum - own) / (n - 1.0);
            }
            without.push(function(&means)?);
        }
        means[at] = whole;
        let centre = without.iter().sum::<f64>() / n;
        let spread = without.iter().map(|v| (v - centre).powi(2)).sum::<f64>() * (n - 1.0) / n;
        variance += spread;
        squares += spread * spread / (n - 1.0);
    }
    // Less than what rounding leaves of equal values is no variation.
    (variance.sqrt() > 1e-12 * point.abs().max(1e-3)).then(|| Difference {
        point,
        standard_error: variance.sqrt(),
        freedom: variance * variance / squares,
    })
}

fn sum<R: AsRef<[f64]>>(group: &[R]) -> Vec<f64> {
    let columns = group.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let mut sums = vec![0.0; columns];
    for row in group {
        for (sum, value) in sums.iter_mut().zip(row.as_ref()) {
            *sum += value;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::means::{Summary, welch};

    #[test]
    fn a_difference_of_means_is_welchs() {
        let (a, b) = ([1.0, 2.0, 3.5, 4.0], [2.0, 4.0, 6.0]);
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let here = function_of_means(&[&rows(&a)[..], &rows(&b)[..]], |m| Some(m[0][0] - m[1][0]))
            .expect("varies");
        let there = welch(Summary::of(&a).expect("varies"), Summary::of(&b).expect("varies"))
            .expect("varies");
        assert!((here.point - there.point).abs() < 1e-12);
        assert!((here.standard_error - there.standard_error).abs() < 1e-12);
        assert!((here.freedom - there.freedom).abs() < 1e-9);
    }

    #[test]
    fn too_few_or_all_alike_give_nothing() {
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let mean = |m: &[Vec<f64>]| m[0].first().copied();
        assert_eq!(function_of_means(&[&rows(&[1.0])[..]], mean), None);
        assert_eq!(function_of_means(&[&rows(&[0.1; 5])[..]], mean), None);
        assert_eq!(function_of_means(&[&rows(&[1.0, 2.0])[..]], |_| None), None);
    }
}
