//! What recurs in a writer's messages and is not said anew each time: signature, texts sent many
//! times, what a message answers to.

use std::borrow::Cow;

use bifocal_core::{Medium, Message};
use bifocal_words::{Learned, Repeated};

/// A writer's recurring signature and recurring texts.
#[derive(Default)]
pub struct Recurring {
    /// The signature.
    pub signature: Learned,
    /// Texts.
    pub texts: Repeated,
}

impl Recurring {
    /// Learns from some of a writer's messages. Only mails are signed.
    pub fn learn(messages: &[(Medium, String)]) -> Self {
        let mails = messages.iter().filter(|(medium, _)| *medium == Medium::Mail);
        Self {
            signature: bifocal_words::learn_signature(mails.map(|(_, body)| body.as_str())),
            texts: Repeated::learn(messages.iter().map(|(_, body)| body.as_str())),
        }
    }

    /// Whether a program wrote the message, or its text was sent many times.
    pub fn is_automatic(&self, message: &Message) -> bool {
        message.automatic.is_some() || self.texts.contains(&message.body)
    }

    /// What is known of a message that answers to another: the signature, and the other's text,
    /// which may be quoted without a mark.
    pub fn with_parent(&self, text: Option<&str>) -> Cow<'_, Learned> {
        text.map_or(Cow::Borrowed(&self.signature), |text| {
            Cow::Owned(self.signature.clone().with_parent_text(text))
        })
    }
}
