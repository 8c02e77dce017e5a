//! The sections of a study's page.

pub(crate) mod claim;
pub(crate) mod head;
pub(crate) mod methods;
pub(crate) mod part;
pub(crate) mod reading;
pub(crate) mod who;
