//! Elementary functions in single precision, made of sums and products only:
//! these are the same to the last bit on every machine, what a platform's
//! `exp` gives is not. Written for loops that the compiler turns into vectors.

/// Adding it rounds a number of up to 2^22 to a whole one, half to even.
const ROUND: f32 = 12_582_912.0;

/// The nearest whole number; of numbers up to 2^22.
pub(super) fn round(x: f32) -> f32 {
    (x + ROUND) - ROUND
}

/// `exp(x)` for `x <= 0`, to about seven digits; below -83 that of -83, which adds nothing to any sum here.
pub(super) fn exp_of_negative(x: f32) -> f32 {
    // x = k ln 2 + r, with ln 2 in two parts so that r keeps its digits.
    let x = x.max(-83.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * 0.693_359_4) - k * -2.121_944_4e-4;
    let series = 1.0
        + r * (1.0
            + r * (0.5
                + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0))))));
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127);
    series * f32::from_bits(exponent << 23)
}

/// `x Φ(x)`, the exact form of GELU, with erf by Abramowitz and Stegun, 7.1.26
/// (absolute error below 2e-7).
pub(super) fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let poly = t
        * (0.254_829_6
            + t * (-0.284_496_72 + t * (1.421_413_8 + t * (-1.453_152_1 + t * 1.061_405_4))));
    // erfc(|x|/√2); for negative x it is 2Φ(x) as it stands.
    let tail = poly * exp_of_negative(-(z * z));
    let twice = if x < 0.0 { tail } else { 2.0 - tail };
    0.5 * x * twice
}

/// Sums are made in so many lanes, in a fixed order.
const LANES: usize = 8;

/// The sum of `f(x)` over a row.
pub(super) fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += f(*x);
        }
    }
    for (lane, x) in lanes.iter_mut().zip(rest) {
        *lane += f(*x);
    }
    lanes.iter().sum()
}

/// The inner product of two rows.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for (a, b) in a.chunks(LANES).zip(b.chunks(LANES)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials() {
        for i in 0..8000 {
            let x = -(i as f32) / 100.0;
            let want = f64::from(x).exp();
            assert!((f64::from(exp_of_negative(x)) - want).abs() <= want * 3e-7, "exp({x})");
        }
        assert!(exp_of_negative(f32::NEG_INFINITY) < 1e-35);
    }

    #[test]
    fn gelus() {
        // Values of x Φ(x) from tables of the normal distribution.
        for (x, want) in [(0.0, 0.0), (1.0, 0.841_344_8), (-1.0, -0.158_655_25), (2.0, 1.954_499_7)]
        {
            assert!((gelu(x) - want).abs() < 1e-6, "gelu({x}) = {}", gelu(x));
        }
        assert!(gelu(-12.0).abs() < 1e-6);
        assert!((gelu(12.0) - 12.0).abs() < 1e-6);
    }

    #[test]
    fn rounding() {
        assert_eq!([round(2.4), round(-2.6), round(2.5), round(3.5)], [2.0, -3.0, 2.0, 4.0]);
    }

    #[test]
    fn sums_and_products() {
        let row: Vec<f32> = (1..=19u8).map(f32::from).collect();
        assert_eq!(sum(&row, |x| x), 190.0);
        assert_eq!(dot(&row, &row), 2470.0);
    }
}
