//! Drawings of a study.

pub(crate) mod composition;
pub(crate) mod forest;
pub(crate) mod heat;
pub(crate) mod verdict;
pub(crate) mod waterfall;
pub(crate) mod way;
