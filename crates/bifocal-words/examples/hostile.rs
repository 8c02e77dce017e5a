//! Times zones and sentences on hostile texts of growing size: the time for
//! each byte must not grow.
//!
//! `cargo run --release -p bifocal-words --example hostile`
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bifocal_words::{Learned, sentences, sentences_of_text, zones};

fn main() {
    let pieces = [
        ("a letter", "a"),
        ("quote marks", "> "),
        ("quote marks in lines", ">\n"),
        ("full stops", "."),
        ("spaced dots", ". "),
        ("abbreviations", "e.g. "),
        ("blank lines", "\n"),
        ("openings of attributions", "On Tue, 5 Mar 2024\n"),
        ("attributions", "On Tue, 5 Mar 2024 at 10:11, Ana wrote:\n\n\n\nx\n"),
        ("single fields", "From: Ana\n"),
        ("fields without a sender", "To: Ana\nx\n"),
        ("field, then text", "Subject: x\n\n\nSent: y\n\n\n"),
        ("addresses of a list", "To: a@b.example,\n a@b.example,\n"),
        ("rules", "----------\n"),
        ("forwards that open", "----- Forwarded message -----\n> x\n"),
        ("forwards that close", "----- End forwarded message -----\nx\n"),
        (
            "forwards that open and close",
            "----- Forwarded message from Bo -----\nx\n----- End forwarded message -----\ny\n",
        ),
        ("fences", "```\n"),
        ("armour that opens", "-----BEGIN X-----\n"),
        ("tables", "a   b   c\n"),
        ("code", "x = f();\n"),
        ("blocks", "def f():\n"),
        ("links", "[1] https://a.example\n"),
        ("names of files", "<<a\n"),
        ("brackets", "[image: \n"),
        ("sign-offs", "Best,\n"),
        ("contact lines", "Ana Costa\n+351 555 010 234\n\n"),
        ("sign-off and rule", "Best,\n-----\n"),
        ("dashes of a signature", "--\nx\n\n"),
        ("disclaimers", "This e-mail is confidential\n\n"),
        ("bylines", "By Ana Costa\n"),
        ("sources", "Harbour Herald, 03/05/24\n"),
        ("announcements", "the following article:\n"),
        ("short lines without an end", "we go\n"),
        ("emoticons", " :) ;)"),
        ("emoji", "👍"),
        ("wide marks", "。"),
        ("carriage returns", "\r"),
    ];
    println!("{:32} {:>10} {:>10} {:>10}  ns a byte at 64 KB, 512 KB, 4 MB", "", "", "", "");
    let mut worst: f64 = 0.0;
    for (name, piece) in pieces {
        let times = [1 << 16, 1 << 19, 1 << 22].map(|size: usize| {
            let text = piece.repeat(size / piece.len());
            let start = Instant::now();
            let found = zones(&text, &Learned::default());
            let own = sentences(&text, &found).len() + sentences_of_text(&text).len();
            std::hint::black_box(own);
            start.elapsed().as_nanos() as f64 / text.len() as f64
        });
        // Below that, caches and the first pages of memory are measured.
        worst = worst.max(times[2] / times[1]);
        let mark = if times[2] > 3.0 * times[1] { "  grows" } else { "" };
        println!("{name:32} {:>10.1} {:>10.1} {:>10.1}{mark}", times[0], times[1], times[2]);
    }
    println!("largest growth from 512 KB to 4 MB: {worst:.1} times");
}
