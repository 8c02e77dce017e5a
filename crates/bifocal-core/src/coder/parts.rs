//! What a coder reads.

/// A sentence with what stands around it. Empty text is context that is not there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// Subject of the message.
    pub subject: &'a str,
    /// The sentence before.
    pub before: &'a str,
    /// The sentence that is coded.
    pub text: &'a str,
    /// The sentence after.
    pub after: &'a str,
}
