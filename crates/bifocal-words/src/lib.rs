//! Own words: what a person wrote in a message, without quoted replies,
//! forwards, signatures, disclaimers, code and tables.
//!
//! Text comes in, spans come out. Every line of a message gets a [`Zone`] that
//! says whether it is the sender's own and, if not, why it is out; what
//! somebody else wrote must never be counted as the sender's. The own words are
//! then cut into [`Sentence`]s.
//!
//! ```
//! use bifocal_words::{Learned, sentences, zones};
//!
//! let body = "Hi Ana,\n\nlooks good to me. Ship it!\n\nOn Tue, 5 Mar 2024 at 10:11, Ana wrote:\n> May we ship?\n";
//! let zones = zones(body, &Learned::default());
//! assert_eq!(zones.letters(), "OBOBQQ");
//!
//! let own: Vec<_> = sentences(body, &zones).into_iter().map(|s| s.text).collect();
//! assert_eq!(own, ["Hi Ana,", "looks good to me.", "Ship it!"]);
//! ```
//!
//! The phrases that mail programs write, in nine languages, are data: see the
//! folder `data` of this crate. Time is linear in the length of the text.

mod attribution;
mod automatic;
mod contact;
mod fields;
mod headers;
mod language;
mod learned;
mod lines;
mod machine;
mod pasted;
mod private;
mod quote;
mod repeated;
mod rules;
mod sentence;
mod shape;
mod signature;
mod zone;

pub use automatic::{AutomaticHints, AutomaticKind, automatic};
pub use language::{Language, language};
pub use learned::{Learned, learn_signature, line_hash};
pub use private::{PrivateHints, PrivateTopic, private};
pub use repeated::Repeated;
pub use sentence::{Sentence, joined, sentences, sentences_of_text};
pub use zone::{Line, Zone, Zones, zones};
