//! How well probabilities rank and how well they are calibrated.

/// The mean of the precision at each case that is there, ranked by probability; 0 if none is.
pub fn average_precision(scored: &[(f64, bool)]) -> f64 {
    let mut ranked = scored.to_vec();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut there, mut sum) = (0.0, 0.0);
    for (rank, (_, is_there)) in ranked.iter().enumerate() {
        if *is_there {
            there += 1.0;
            sum += there / (rank as f64 + 1.0);
        }
    }
    if there > 0.0 { sum / there } else { 0.0 }
}

const BINS: usize = 10;

/// Expected calibration error: the mean distance of probability and frequency
/// over ten equally wide bins, weighted by their cases (Naeini et al. 2015, eq. 1).
pub fn calibration_error(scored: &[(f64, bool)]) -> Option<f64> {
    let mut bins = [(0.0, 0.0); BINS];
    for (p, is_there) in scored {
        let bin = &mut bins[((p * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += p;
        bin.1 += f64::from(u8::from(*is_there));
    }
    let sum: f64 = bins.iter().map(|(p, there)| (p - there).abs()).sum();
    (!scored.is_empty()).then(|| sum / scored.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks() {
        assert_eq!(
            average_precision(&[(0.9, true), (0.8, false), (0.7, true)]),
            (1.0 + 2.0 / 3.0) / 2.0
        );
        assert_eq!(average_precision(&[(0.9, false)]), 0.0);
    }

    #[test]
    fn calibration() {
        let half = [(0.75, true), (0.75, false), (0.25, false), (0.25, false)];
        assert_eq!(calibration_error(&half), Some(0.25));
        assert_eq!(calibration_error(&[]), None);
    }
}
