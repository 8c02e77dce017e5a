//! What a mirror says, before it takes a form: the JSON output, and what page and summary are
//! made from.

use std::collections::BTreeMap;

use bifocal_core::{Change, Profile};
use serde::Serialize;

/// The mirror of one person.
#[derive(Clone, Debug, Serialize)]
pub struct Mirror {
    /// Version of this shape.
    pub schema: u32,
    /// The program and model that made it.
    pub made_by: MadeBy,
    /// Whose mirror it is.
    pub person: Person,
    /// What was read and what was left out.
    pub read: ReadAndLeftOut,
    /// The figures.
    pub profile: Profile,
    /// Before and after a date, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The most telling sentences per figure, by the figure's name: `attends.people`,
    /// `does.TASK`, `does.TASK.attends.people`.
    pub evidence: BTreeMap<String, Vec<Quote>>,
    /// What the coder's accuracy is.
    pub accuracy: Accuracy,
}

/// Program and model.
#[derive(Clone, Debug, Serialize)]
pub struct MadeBy {
    /// Version of the program.
    pub bifocal: String,
    /// Name of the coder's model.
    pub model: String,
}

/// Whose mirror it is.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// Display name, where known; else the address.
    pub name: String,
    /// All addresses that count as this person.
    pub addresses: Vec<String>,
    /// Other addresses with the same display name, proposed and not merged.
    pub same_name: Vec<String>,
}

/// What was read and what was left out. The counts add up:
/// `messages = by_others + duplicates + ignored + private + automatic + other_language +
/// without_words + coded`, and `skipped` stand beside since they are no messages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReadAndLeftOut {
    /// Paths as given.
    pub sources: Vec<String>,
    /// First and last day of the person's coded messages.
    pub first_day: Option<String>,
    /// See `first_day`.
    pub last_day: Option<String>,
    /// Messages in the sources, duplicates included.
    pub messages: u64,
    /// Copies of a message that was read already.
    pub duplicates: u64,
    /// Written by somebody else: not coded.
    pub by_others: u64,
    /// By or to whom, or where, the person wants nothing read.
    pub ignored: u64,
    /// The person's own and private, as far as rules tell: not read further.
    pub private: u64,
    /// The person's own, but sent by a program (notices, out-of-office, newsletters).
    pub automatic: u64,
    /// The person's own, in a language that is not read.
    pub other_language: u64,
    /// The person's own without any own words.
    pub without_words: u64,
    /// The person's own, coded: what the figures are made from.
    pub coded: u64,
    /// Lines of the person's own messages by zone (`own`, `quoted`, `signature`, `automatic`,
    /// `blank`).
    pub lines: BTreeMap<String, u64>,
    /// Paragraphs left out of coded messages since they are in a language that is not read.
    pub other_language_paragraphs: u64,
    /// What could not be read, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Examples of what could not be read: where and why.
    pub skipped_examples: Vec<String>,
}

/// A sentence as evidence.
#[derive(Clone, Debug, Serialize)]
pub struct Quote {
    /// The sentence; none if its source has gone or changed since it was coded.
    pub text: Option<String>,
    /// Subject of its message.
    pub subject: String,
    /// Day of its message.
    pub day: Option<String>,
    /// Its activity's code; none if undecided.
    pub activity: Option<&'static str>,
    /// Its poles in the codebook's form, such as `1----2`.
    pub codes: String,
    /// Probability of the figure's code, 0 to 1.
    pub probability: f64,
    /// Where the message stands: file and byte offset.
    pub file: String,
    /// See `file`.
    pub offset: u64,
}

/// The coder's accuracy in a few figures.
#[derive(Clone, Debug, Serialize)]
pub struct Accuracy {
    /// Who made the labels.
    pub labels: String,
    /// Cohen's kappa on activities.
    pub activity_kappa: Option<f64>,
    /// Cohen's kappa per pole on sentences.
    pub pole_kappa: BTreeMap<&'static str, Option<f64>>,
    /// Per pole on whole messages: sensitivity and specificity.
    pub message_errors: BTreeMap<&'static str, [f64; 2]>,
}
