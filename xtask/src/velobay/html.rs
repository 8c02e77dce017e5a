//! The HTML that webmail writes: a `div` a line, the earlier mail in a `gmail_quote`.

use super::compose::Mail;
use super::lines::Line;
use super::messages::Message;
use super::quote;

/// Above this length the inner history of a quoted mail is left behind.
const LONGEST: usize = 1500;

const BLOCKQUOTE: &str = "<blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\">";

/// The whole HTML body of a mail.
pub(super) fn mail(message: &Message, closing: &[Line], parent: Option<&Mail>) -> String {
    let mut html = format!("<div dir=\"ltr\">{}</div>\n", own(message));
    if !closing.is_empty() {
        html.push_str("<br clear=\"all\"><div dir=\"ltr\" class=\"gmail_signature\">");
        for line in closing {
            html.push_str(&format!("{}<br>\n", escaped(&line.text)));
        }
        html.push_str("</div>\n");
    }
    if let Some(parent) = parent {
        html.push_str(&format!(
            "<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">{}<br></div>\n\
             {BLOCKQUOTE}{}</blockquote></div>\n",
            escaped(&quote::gmail(parent)),
            quoted(parent),
        ));
    }
    html
}

fn own(message: &Message) -> String {
    message
        .body
        .lines()
        .map(|line| match line {
            "" => "<div><br></div>\n".to_owned(),
            words => format!("<div>{}</div>\n", escaped(words)),
        })
        .collect()
}

/// The earlier mail: its HTML where it has one, else its lines.
fn quoted(parent: &Mail) -> String {
    match &parent.html {
        Some(html) if html.len() <= LONGEST => html.clone(),
        Some(_) => format!("<div dir=\"ltr\">{}</div>\n", own(&parent.message)),
        None => {
            let mut html = String::new();
            for line in &parent.lines {
                if html.len() > LONGEST {
                    break;
                }
                html.push_str(&escaped(&line.text));
                html.push_str("<br>\n");
            }
            html
        }
    }
}

/// Text with the four letters that HTML reads otherwise written out.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
