//! Statistics for clustered counts and for ratings. They know nothing of focus.

mod alpha;
mod composition;
mod effect;
mod errors;
mod explained;
mod functional;
mod gaps;
mod icc;
mod inference;
mod interval;
mod kappa;
mod kitagawa;
mod matrix;
mod means;
mod mixed;
mod moments;
mod multiplicity;
mod noncentral;
mod pooling;
mod power;
mod quantile;
mod ratio;
mod reliability;
mod resample;
mod search;
mod signs;
mod table;
mod within_group;

pub use alpha::{Level, krippendorff_alpha};
pub use composition::{aitchison_distance, closure, clr, ilr, replace_zeros, total_variation};
pub use effect::{cliffs_delta, hedges_g, log_odds_ratio, share_difference};
pub use errors::{ErrorRates, rogan_gladen, rogan_gladen_difference};
pub use explained::Explained;
pub use functional::{function_of_means, linearised_difference, second_order_function_of_means};
pub use gaps::{ShroutFleissGaps, shrout_fleiss_gaps};
pub use icc::{
    GroupCorrelation, ShroutFleiss, cronbach_alpha, group_correlation, shrout_fleiss,
    spearman_brown, spearman_brown_times,
};
pub use inference::{Powered, clustered_prediction_powered, prediction_powered};
pub use interval::{Estimate, Interval};
pub use kappa::{FleissKappa, cohen_kappa, fleiss_kappa, weighted_kappa};
pub use kitagawa::{Decomposition, kitagawa};
pub use means::{Difference, Equivalence, Summary, clustered_difference, one_sample, welch};
pub use mixed::{Observation, RandomIntercept, random_intercept};
pub use moments::{correlation, mean, variance};
pub use multiplicity::{benjamini_hochberg, benjamini_yekutieli, holm};
pub use pooling::{Spread, beta_binomial, dirichlet_multinomial, james_stein};
pub use power::{equivalence_power, persons_for_equivalence, persons_to_find, welch_power};
pub use quantile::{fisher_critical, normal_critical, student_critical};
pub use ratio::{
    Cluster, FEW, MIN_CLUSTERS, Pull, jackknife_covariance, pulled_share, share, wilson,
};
pub use reliability::{between_variance, growth_needed, reliability};
pub use resample::{
    bootstrap_t, permutation_correlation_p, permutation_equivalence, permutation_p,
};
pub use signs::{sign_flip_equivalence, sign_flip_p};
pub use table::Ratings;
pub use within_group::{Null, rwg, rwg_j, rwg_star_j};
