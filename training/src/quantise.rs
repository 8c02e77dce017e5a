//! From fitted and calibrated numbers to the file that ships: tables in 8 bits, the last layer of the convolution in 10.

use bifocal_core::Activity;
use bifocal_core::coder::{
    ConvMeta, ConvWeights, HEAVIEST, ModelMeta, OUTPUTS, OutputMeta, WINDOW, encode,
};

use crate::calibrate::Calibration;
use crate::fitted::{Conv, Fitted};

/// The name of what ships: whoever fits anew gives it a new one.
const NAME: &str = "fast-8";
/// Below this probability the likeliest activity is undecided.
const LEAST_LIKELY: f64 = 0.3;

/// The model file.
///
/// # Errors
/// If the description cannot be written.
pub fn quantise(fitted: &Fitted, calibration: &Calibration) -> anyhow::Result<Vec<u8>> {
    let Fitted { linear, conv } = fitted;
    let mut outputs = vec![OutputMeta::default(); OUTPUTS];
    let mut units = [0.0f64; OUTPUTS];
    for o in 0..OUTPUTS {
        units[o] = unit(linear.weights.iter().map(|w| w[o]), 127.0);
        let (slope, shift) = (calibration.slopes[o], calibration.shifts[o]);
        outputs[o].scale = fixed(units[o] * slope, 24);
        outputs[o].bias = fixed(f64::from(linear.bias[o]) * slope + shift, 12);
        if let Some(pole) = o.checked_sub(Activity::COUNT) {
            outputs[o].threshold = (calibration.thresholds[pole] * 65_535.0).round() as u16;
        }
    }
    let mut rows: Vec<(u32, [i8; OUTPUTS])> = linear
        .ids
        .iter()
        .map(|(key, id)| {
            let weights = &linear.weights[*id as usize];
            (*key, std::array::from_fn(|o| (f64::from(weights[o]) / units[o]).round() as i8))
        })
        .collect();
    // Sorted, so that the same model always gives the same file.
    rows.sort_unstable();
    let (conv_meta, conv) = windows(conv, &calibration.slopes);
    let meta = ModelMeta {
        name: NAME.into(),
        slot_bits: slot_bits(rows.len()),
        activity_threshold: (LEAST_LIKELY * 65_535.0) as u16,
        outputs,
        messages: calibration.messages,
        conv: conv_meta,
    };
    Ok(encode(&meta, &rows, &conv)?)
}

/// Each channel of the convolution gets a step of its own, which the last layer takes in.
fn windows(conv: &Conv, slopes: &[f64; OUTPUTS]) -> (ConvMeta, ConvWeights) {
    let [target, context] = conv.channels;
    let all = target + context;
    // The channel that a place in a row belongs to.
    let channel = |at: usize| match at.checked_sub(WINDOW * target) {
        None => at % target,
        Some(at) => target + at % context,
    };
    let mut steps = vec![0.0f64; all];
    for row in conv.rows.chunks(WINDOW * all) {
        for (at, value) in row.iter().enumerate() {
            let step = &mut steps[channel(at)];
            *step = step.max(f64::from(value.abs()) / 127.0);
        }
    }
    let steps: Vec<f64> = steps.into_iter().map(|step| step.max(1e-9)).collect();
    let in_steps = |(at, value): (usize, &f32)| {
        (f64::from(*value) / steps[channel(at % (WINDOW * all))]).round() as i8
    };
    let rows = conv.rows.iter().enumerate().map(in_steps).collect();
    let biases =
        conv.biases.iter().zip(&steps).map(|(bias, step)| (f64::from(*bias) / step).round() as i16);
    // What is pooled: for the sentence, then three times for the context, the largest values and the means.
    let pooled: Vec<f64> = [&steps[..target], &steps[target..], &steps[target..], &steps[target..]]
        .into_iter()
        .flat_map(|steps| steps.iter().chain(steps))
        .copied()
        .collect();
    let (mut scales, mut weights) = (Vec::new(), Vec::new());
    for (given, slope) in conv.weights.chunks(pooled.len()).zip(slopes) {
        let given = || given.iter().zip(&pooled).map(|(w, step)| f64::from(*w) * step);
        let unit = unit(given().map(|w| w as f32), f64::from(HEAVIEST));
        weights.extend(given().map(|w| (w / unit).round() as i16));
        scales.push(fixed(unit * slope, 24));
    }
    let meta = ConvMeta {
        slot_bits: slot_bits(conv.keys.len()),
        words: conv.keys.len() + 1,
        target,
        context,
        scales,
    };
    (meta, ConvWeights { keys: conv.keys.clone(), rows, biases: biases.collect(), weights })
}

/// The step in which the largest of some values is `most` steps.
fn unit(values: impl Iterator<Item = f32>, most: f64) -> f64 {
    values.map(|value| f64::from(value.abs())).fold(0.0, f64::max).max(1e-6) / most
}

/// A number with so many fractional bits.
fn fixed(value: f64, bits: u32) -> i64 {
    (value * f64::from(1 << bits)).round() as i64
}

/// A table of which at most two thirds are full.
fn slot_bits(keys: usize) -> u32 {
    (keys * 3 / 2).next_power_of_two().trailing_zeros()
}
