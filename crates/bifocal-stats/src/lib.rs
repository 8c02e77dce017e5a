//! Statistics for clustered counts. They know nothing of focus.

mod errors;
mod interval;
mod kappa;
mod quantile;
mod ratio;
mod reliability;

pub use errors::{ErrorRates, rogan_gladen};
pub use interval::{Estimate, Interval};
pub use kappa::{cohen_kappa, weighted_kappa};
pub use quantile::{fisher_critical, student_critical};
pub use ratio::{Cluster, FEW, MIN_CLUSTERS, Pull, jackknife_covariance, pulled_share, share};
pub use reliability::{between_variance, growth_needed, reliability};
