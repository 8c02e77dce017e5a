//! The most telling sentences of a figure.

use maud::{Markup, html};

use crate::document::Quote;
use crate::figure::{named, step};
use crate::{Mirror, format, words};

/// Letters of a sentence that the page shows; the whole stands in the data.
const LONGEST: usize = 480;

/// The sentences of a figure under a small heading; nothing if there are none.
pub(crate) fn quotes(mirror: &Mirror, key: &str, heading: &Markup, most: usize) -> Markup {
    let quotes = mirror.evidence.get(key).map(Vec::as_slice).unwrap_or_default();
    html! {
        @if !quotes.is_empty() {
            div.quotes {
                p.quotes-head { (heading) }
                ul {
                    @for (i, quote) in quotes.iter().take(most).enumerate() {
                        li { (one(quote, &format!("/evidence/{}/{i}", step(key)))) }
                    }
                }
            }
        }
    }
}

fn one(quote: &Quote, at: &str) -> Markup {
    html! {
        @match &quote.text {
            Some(text) => blockquote dir="auto" { p { (shortened(text)) } },
            None => p.gone { "Source gone: the message is no longer where it was read." },
        }
        p.source {
            span.codes { (words::codes(quote.activity, &quote.codes)) } " "
            code title="the codes of the six lenses, as in the codebook" { bdi { (quote.codes) } }
            br;
            @if let Some(day) = &quote.day { bdi { (format::short_day(day)) } ", " }
            @if quote.text.is_none() { "subject unknown" }
            @else if quote.subject.is_empty() { "no subject" } @else { "“" bdi { (shortened(&quote.subject)) } "”" }
            ", the coder’s probability "
            (named(&format!("{at}/probability"), quote.probability, &format::kappa(quote.probability)))
        }
        p.locus title="file and byte offset of the message" { bdi { (quote.file) } " : " (quote.offset) }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.into(),
    }
}
