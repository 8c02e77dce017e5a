//! Prints how well held-out rows are coded.

use bifocal_core::coder::OUTPUTS;
use bifocal_core::{Activity, Pole};
use bifocal_stats::cohen_kappa;

use crate::calibrate::{best_threshold, likeliest, pole_kappa};
use crate::data::Row;

/// Prints kappa of activities and poles over all real rows and over the natural ones.
pub fn print(name: &str, rows: &[Row], logits: &[[f64; OUTPUTS]]) {
    println!("== {name}");
    for (kind, keep) in [("real", Row::real as fn(&Row) -> bool), ("natural", Row::natural)] {
        let kept: Vec<(&Row, &[f64; OUTPUTS])> =
            rows.iter().zip(logits).filter(|(row, _)| keep(row)).collect();
        let pairs = kept.iter().map(|(row, l)| (row.activity.index(), likeliest(l), 1.0));
        let kappa = cohen_kappa(pairs, Activity::COUNT).unwrap_or(f64::NAN);
        print!("{kind:8} n {:5}  activity {kappa:.3} |", kept.len());
        for pole in Pole::ALL {
            let threshold = best_threshold(&kept, pole);
            let kappa = pole_kappa(&kept, pole, threshold).unwrap_or(f64::NAN);
            print!(" {} {kappa:.2}", &pole.name()[..5.min(pole.name().len())]);
        }
        println!();
    }
}
