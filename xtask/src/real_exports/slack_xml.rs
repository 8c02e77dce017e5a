//! A data set of Slack channels in XML, back in the form in which Slack gives the messages of a
//! channel: `{"messages": [{"type", "ts", "user", "text"}]}`. Texts are as Slack wrote them, times are
//! in UTC, and users have the names that the makers of the data set gave them in place of ids.
//!
//! ```xml
//! <message conversation_id="1"><ts>2026-01-05T08:00:00.000100</ts><user>Ana</user><text>So.</text></message>
//! ```

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::count::{self, Counted};

/// Writes a file for each channel into a folder.
pub(super) fn convert(archive: &Path, folder: &Path) -> Result<Counted> {
    fs::create_dir_all(folder)?;
    let mut counted = Counted::default();
    count::files(archive, |name, bytes| {
        if !name.ends_with(".xml") {
            return Ok(());
        }
        let xml = String::from_utf8_lossy(&bytes);
        counted.files += 1;
        let path = folder.join(format!("channel-{}.json", counted.files));
        let mut out = BufWriter::new(File::create(path)?);
        let messages: Vec<_> =
            xml.split("<message ").skip(1).map(message).collect::<Result<_>>()?;
        counted.messages += xml.matches("</message>").count() as u64;
        write!(out, "{}", json!({ "messages": messages }))?;
        Ok(out.flush()?)
    })?;
    Ok(counted)
}

fn message(xml: &str) -> Result<serde_json::Value> {
    let within = |name: &str| {
        let (_, after) = xml.split_once(&format!("<{name}>"))?;
        after.split_once(&format!("</{name}>")).map(|(text, _)| text)
    };
    let time = within("ts").context("a message without a time")?;
    let at: jiff::Timestamp = format!("{time}Z").parse()?;
    let micros = at.as_microsecond();
    Ok(json!({
        "type": "message",
        "ts": format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000),
        "user": plain(within("user").unwrap_or_default()),
        "text": plain(within("text").unwrap_or_default()),
    }))
}

/// Text without the escapes of XML.
fn plain(xml: &str) -> String {
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    escapes.iter().fold(xml.to_owned(), |text, (escape, sign)| text.replace(escape, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_as_slack_gives_it() {
        let xml = "conversation_id=\"1\">\n <ts>2026-01-05T08:00:00.000100</ts>\n <user>Ana</user>\n \
            <text>&lt;@Bo&gt; 3 &amp;gt; 2\nyes</text>\n</message>";
        let message = message(xml).expect("a message");
        assert_eq!(message["ts"], "1767600000.000100");
        assert_eq!(
            (&message["user"], &message["text"]),
            (&json!("Ana"), &json!("<@Bo> 3 &gt; 2\nyes"))
        );
        assert!(super::message("<user>Ana</user>").is_err());
    }
}
