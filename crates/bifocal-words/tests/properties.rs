//! Properties that hold for any text.

use bifocal_words::{
    Learned, Zone, language, learn_signature, line_hash, sentences, sentences_of_text, zones,
};
use proptest::prelude::*;

/// A line as it may stand in a message, or anything.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[ -~]{0,80}",
        1 => "\\PC{0,40}",
        1 => Just(String::new()),
        4 => prop::sample::select(vec![
            "> quoted text", ">> deeper", ">From here", "-- ", "-----Original Message-----", "From: Ana Costa <ana@velobay.example>",
            "Sent: Tuesday, 5 March 2024 10:11", "To: Bo", "Subject: Brakes", "cc:", "On Tue, 5 Mar 2024 at 10:11, Bo wrote:", "Bo wrote:",
            "Begin forwarded message:", "---- Forwarded by Ana on 03/05/2024", "10:11 AM ----", "Ana Costa", "03/05/2024 10:11 AM", "Tel: +351 555 010 234",
            "Head of Product", "Best regards,", "Sent from my phone", "| bar", "| a | b |", "```", "    let x = f();", "2024-03-05 02:11:09 ERROR full",
            "We meet at nine. Bring the keys!", "hi bo", "?", "*****************", " - plan.doc", "<<plan.doc>>", "[IMAGE] [IMAGE]", "By Ana Costa", "Staff Writer",
            "This e-mail is confidential and intended solely for the addressee.", "Model    Jan    Feb", "City    1    2",
        ]).prop_map(str::to_owned),
    ]
}

fn body() -> impl Strategy<Value = String> {
    let message = (prop::collection::vec(line(), 0..30), prop::sample::select(vec!["\n", "\r\n"]))
        .prop_map(|(lines, end)| lines.join(end));
    prop_oneof![4 => message, 1 => any::<String>()]
}

/// Running text of one's own.
fn own_text() -> impl Strategy<Value = String> {
    let sentence = prop::sample::select(vec![
        "We meet at nine and look at the new frame.",
        "Bring the keys!",
        "Could you ask Hugo about the tubes?",
        "hi bo",
        "Thanks a lot,",
        "The van is back from the garage, they changed the brakes.",
        "I would rather wait until we know more.",
        "- the bell",
        "- the lamp",
        "👍",
        "Nobody told me.",
        "Ana",
    ]);
    prop::collection::vec(
        prop_oneof![5 => sentence.prop_map(str::to_owned), 1 => Just(String::new())],
        1..12,
    )
    .prop_map(|lines| lines.join("\n"))
}

/// What programs put below it.
fn rest_of_message() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "", "\n-- \nAna Costa\nVelobay", "\nSent from my phone", "\nOn Tue, 5 Mar 2024 at 10:11, Bo wrote:\n> May we?",
        "\n-----Original Message-----\nFrom: Bo Lind\nSent: Tuesday, 5 March 2024 10:11\nTo: Ana\nSubject: Keys\n\nWho has them?",
        "\nThis e-mail is confidential and intended solely for the addressee. Delete it if you received it in error.",
        "\n << File: plan.doc >> \n - plan.doc", "\n```\nlet x = f();\n```",
    ])
    .prop_map(str::to_owned)
}

fn own_words(body: &str) -> Vec<&str> {
    zones(body, &Learned::default()).own().map(|span| &body[span]).collect()
}

proptest! {
    #[test]
    fn zones_cover_every_line_once(body in body()) {
        let found = zones(&body, &Learned::default());
        let mut expected: Vec<&str> = body.split('\n').collect();
        if expected.last() == Some(&"") {
            expected.pop();
        }
        let lines: Vec<&str> = found.lines().iter().map(|line| &body[line.span.clone()]).collect();
        prop_assert_eq!(lines, expected.iter().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect::<Vec<_>>());
        // A line without text is blank, and no other line is.
        for line in found.lines() {
            let text = body[line.span.clone()].trim();
            prop_assert!(!text.is_empty() || line.zone == Zone::Blank);
        }
    }

    #[test]
    fn own_words_stand_in_the_body_in_order(body in body()) {
        let mut rest = body.as_str();
        for words in own_words(&body) {
            let at = rest.find(words);
            prop_assert!(at.is_some());
            rest = &rest[at.unwrap_or(0) + words.len()..];
        }
    }

    #[test]
    fn quoting_adds_no_own_words(body in body()) {
        let quoted: String = body.split('\n').map(|line| format!("> {line}\n")).collect();
        let reply = format!("I will see to it.\n\nOn Tue, 5 Mar 2024 at 10:11, Bo Lind wrote:\n{quoted}");
        prop_assert_eq!(own_words(&reply), ["I will see to it."]);
    }

    #[test]
    fn forwarding_adds_no_own_words(body in body()) {
        let forward = format!("Please have a look.\n\n-----Original Message-----\nFrom: Bo Lind\nSent: Tuesday, 5 March 2024 10:11\nTo: Ana Costa\nSubject: Brakes\n\nHi Ana,\n{body}");
        prop_assert_eq!(own_words(&forward), ["Please have a look."]);
    }

    // A quote of a quote, and a quote of a reply with a quote in it.
    #[test]
    fn quoting_again_adds_no_own_words(body in body(), depth in 2_usize..5) {
        let mut text = body;
        for _ in 0..depth {
            let quoted: String = text.split('\n').map(|line| format!("> {line}\n")).collect();
            text = format!("On Tue, 5 Mar 2024 at 10:11, Bo Lind wrote:\n{quoted}");
        }
        prop_assert!(own_words(&text).is_empty());
        let reply = format!("I will see to it.\n\n{text}");
        prop_assert_eq!(own_words(&reply), ["I will see to it."]);
    }

    // What is above a quote is judged as if the quote were not there, but for
    // what is told by the quote below (a signature, an article that ends there).
    #[test]
    fn what_is_quoted_does_not_make_own_words(own in own_text(), body in body()) {
        let alone = own_words(&own);
        let quoted: String = body.split('\n').map(|line| format!("> {line}\n")).collect();
        let reply = format!("{own}\n\nOn Tue, 5 Mar 2024 at 10:11, Bo Lind wrote:\n\n{quoted}");
        prop_assert_eq!(own_words(&reply), alone);
    }

    // Idempotent. What zones take out line by line is gone, so the own words by
    // themselves keep their own lines, as long as what is left is ordinary text;
    // and taking own words again and again comes to an end: each time they are
    // a part of what there was before, in its order.
    #[test]
    fn own_words_of_ordinary_messages_stay_own(own in own_text(), rest in rest_of_message()) {
        let body = format!("{own}\n{rest}");
        let first = own_words(&body);
        let second_body = first.join("\n");
        prop_assert_eq!(own_words(&second_body), first);
    }

    #[test]
    fn own_words_shrink_to_a_fixed_point(body in body()) {
        let mut text = body;
        for _ in 0..40 {
            let own = own_words(&text);
            let again = own.join("\n");
            prop_assert!(own.len() <= text.split('\n').count());
            if again == text || again.is_empty() {
                return Ok(());
            }
            text = again;
        }
        prop_assert!(false, "no fixed point");
    }

    // The same message gives the same zones, whatever was read before it.
    #[test]
    fn zones_depend_on_the_message_alone(one in body(), other in body()) {
        let first = zones(&one, &Learned::default());
        let _ = zones(&other, &Learned::default());
        prop_assert_eq!(zones(&one, &Learned::default()), first);
    }

    // Line breaks of another system, and blanks at the ends of lines, change nothing.
    #[test]
    fn line_breaks_and_blanks_at_ends_change_nothing(lines in prop::collection::vec(line(), 0..30)) {
        let plain = zones(&lines.join("\n"), &Learned::default()).letters();
        prop_assert_eq!(zones(&lines.join("\r\n"), &Learned::default()).letters(), plain);
    }

    #[test]
    fn sentences_lie_in_own_lines(body in body()) {
        let zones = zones(&body, &Learned::default());
        let mut end = 0;
        let mut paragraph = 0;
        for sentence in sentences(&body, &zones) {
            prop_assert!(sentence.span.start >= end && sentence.span.start < sentence.span.end);
            prop_assert!(sentence.paragraph >= paragraph);
            end = sentence.span.end;
            paragraph = sentence.paragraph;
            let text = &body[sentence.span.clone()];
            prop_assert_eq!(text.split_whitespace().collect::<String>(), sentence.text.split_whitespace().collect::<String>());
            prop_assert!(!sentence.text.contains('\n'));
            // Every line that the sentence touches is own.
            for line in zones.lines() {
                let touches = line.span.start < sentence.span.end && sentence.span.start < line.span.end;
                prop_assert!(!touches || line.zone == Zone::Own);
            }
        }
    }

    #[test]
    fn parents_only_take_words_away_above_a_quote(parent in body(), own in body()) {
        let learned = Learned::default().with_parent_text(&parent).with_signature(line_hash("Ana Costa, Velobay"));
        let known = zones(&parent, &learned);
        prop_assert_eq!(known.lines().len(), zones(&parent, &Learned::default()).lines().len());
        let _ = zones(&own, &learned);
    }

    #[test]
    fn nothing_panics(body in any::<String>()) {
        let _ = sentences_of_text(&body);
        let _ = language(&body);
        let _ = line_hash(&body);
        let _ = learn_signature([body.as_str(); 4].into_iter());
    }
}
