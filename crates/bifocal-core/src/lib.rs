//! Lenses, coder, acts, tally and profile: text in, figures out.
//!
//! Nothing here opens a file, prints, or knows a network. `ARCHITECTURE.md` shows the way of the
//! data through these modules.

mod act;
mod activity;
pub mod card;
pub mod change;
pub mod coder;
pub mod coding;
mod definitions;
pub mod evidence;
mod family;
mod lens;
mod message;
pub mod profile;
mod rate;
mod reading;
pub mod tally;

pub use act::{Act, MessageCodes, MessageRule, Thresholds};
pub use activity::{Activity, ActivitySet};
pub use card::Card;
pub use change::Change;
pub use coder::{Coder, CoderKind};
pub use coding::{Fate, OutOfScope};
pub use definitions::{ActivityWords, Definitions, LensWords, PoleWords};
pub use family::Family;
pub use lens::{Group, Lens, Pole, PoleSet};
pub use message::{Address, Instant, Locus, Medium, Message, MessageKey, ThreadKey, Toward, Week};
pub use profile::Profile;
pub use rate::{LEVEL, RELIABLE, Rate, Shown};
pub use reading::{Probability, Reading};
pub use tally::Tally;
