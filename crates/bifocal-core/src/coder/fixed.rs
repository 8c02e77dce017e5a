//! Fixed-point arithmetic: exponentials and roots in integers, the same on every machine.

/// Fractional bits of a logit.
pub(super) const LOGIT_BITS: u32 = 12;

/// Fractional bits of an exponential.
const EXP_BITS: u32 = 30;

/// Steps of the table of exponentials in one unit.
const STEPS: i64 = 64;

/// `exp(-i / STEPS)` for i up to 16 units, in steps of 2^-30. Made by repeated multiplication in
/// 60 bits, so that no platform's `exp` has a say.
static EXP: [u32; (16 * STEPS + 2) as usize] = {
    // exp(-1/64) in steps of 2^-60
    const RATIO: u128 = 1_135_047_113_432_355_401;
    let mut table = [0; (16 * STEPS + 2) as usize];
    let mut value: u128 = 1 << 60;
    let mut i = 0;
    while i < table.len() {
        table[i] = ((value + (1 << 29)) >> 30) as u32;
        value = (value * RATIO) >> 60;
        i += 1;
    }
    table
};

/// `exp(x)` for `x <= 0` in logit steps, in steps of 2^-30; 0 below -16.
pub(super) fn exp_of_negative(x: i64) -> u64 {
    let scaled = -x.clamp(-(17 << LOGIT_BITS), 0) * STEPS;
    let at = (scaled >> LOGIT_BITS) as usize;
    if at + 1 >= EXP.len() {
        return 0;
    }
    let part = (scaled & ((1 << LOGIT_BITS) - 1)) as u64;
    let (high, low) = (u64::from(EXP[at]), u64::from(EXP[at + 1]));
    high - (((high - low) * part) >> LOGIT_BITS)
}

/// The logistic function of a logit, in steps of 1/65,535.
pub(super) fn sigmoid(logit: i64) -> u16 {
    let one = 1u64 << EXP_BITS;
    let e = exp_of_negative(-logit.saturating_abs());
    let numerator = if logit < 0 { e } else { one };
    // numerator <= one + e, so the quotient fits.
    ((numerator * 65_535 + (one + e) / 2) / (one + e)) as u16
}

/// The softmax of logits, each in steps of 1/65,535.
pub(super) fn softmax<const N: usize>(logits: &[i64; N]) -> [u16; N] {
    let top = logits.iter().copied().max().unwrap_or(0);
    let e = logits.map(|l| exp_of_negative(l.saturating_sub(top)));
    let sum: u64 = e.iter().sum();
    e.map(|e| ((e * 65_535 + sum / 2) / sum.max(1)) as u16)
}

/// Fractional bits of [`inverse_sqrt`].
pub(super) const ROOT_BITS: u32 = 15;

/// `2^15 / sqrt(n)`, rounded down: the weight of each of n features. `n` of 0 counts as 1.
pub(super) fn inverse_sqrt(n: usize) -> i64 {
    let n = n.max(1) as u64;
    ((1u64 << 30) / n).isqrt() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logit(x: f64) -> i64 {
        (x * f64::from(1 << LOGIT_BITS)).round() as i64
    }

    #[test]
    fn exponentials_are_right_to_four_digits() {
        for i in 0..2000 {
            let x = logit(-f64::from(i) / 100.0) as f64 / f64::from(1 << LOGIT_BITS);
            let got = exp_of_negative(logit(x)) as f64 / f64::from(1 << EXP_BITS);
            assert!((got - x.exp()).abs() < 5e-5, "exp({x}) = {got}");
        }
    }

    #[test]
    fn sigmoid_and_softmax_agree_with_floats() {
        for i in -200..=200 {
            let x = f64::from(i) / 10.0;
            let got = f64::from(sigmoid(logit(x))) / 65_535.0;
            assert!((got - 1.0 / (1.0 + (-x).exp())).abs() < 1e-4, "sigmoid({x}) = {got}");
        }
        let p = softmax(&[logit(0.0), logit(1.0), logit(-3.0)]);
        let sum: u32 = p.iter().map(|p| u32::from(*p)).sum();
        assert!((65_534..=65_537).contains(&sum));
        assert!((f64::from(p[1]) / 65_535.0 - 0.7214).abs() < 1e-3);
        // A model of enormous weights has logits to match.
        assert_eq!(softmax(&[i64::MIN, 0, i64::MAX]), [0, 0, 65_535]);
        assert_eq!([i64::MIN, i64::MAX].map(sigmoid), [0, 65_535]);
    }

    #[test]
    fn inverse_roots() {
        assert_eq!(inverse_sqrt(0), 1 << 15);
        assert_eq!(inverse_sqrt(4), 1 << 14);
    }
}
