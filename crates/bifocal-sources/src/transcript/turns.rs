//! What one person says in a row.

use super::cues::Cue;

/// A pause of so many thousandths of a second ends a turn.
const PAUSE: u64 = 20_000;
/// A turn has no more bytes, so that one who talks for an hour is not one message.
const LONGEST: usize = 20_000;

/// What one person says until another one speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) offset: u64,
    /// Thousandths of a second from the beginning, where the file tells.
    pub(super) start: Option<u64>,
    pub(super) speaker: Option<String>,
    pub(super) text: String,
}

/// Joins cues that follow each other closely and have one speaker.
pub(super) fn of_cues(cues: &[Cue]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut end = 0;
    for cue in cues {
        let goes_on = turns.last().is_some_and(|turn| {
            turn.speaker == cue.speaker
                && cue.start < end + PAUSE
                && turn.text.len() + cue.text.len() < LONGEST
        });
        match turns.last_mut() {
            Some(turn) if goes_on => {
                turn.text.push(' ');
                turn.text.push_str(&cue.text);
            }
            _ => turns.push(Turn {
                offset: cue.offset,
                start: Some(cue.start),
                speaker: cue.speaker.clone(),
                text: cue.text.clone(),
            }),
        }
        end = cue.end;
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start: u64, speaker: &str, text: &str) -> Cue {
        Cue {
            offset: start,
            start,
            end: start + 1_000,
            speaker: (!speaker.is_empty()).then(|| speaker.to_owned()),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_turn_ends_with_another_speaker_or_a_pause() {
        let cues = [
            cue(0, "a", "one"),
            cue(2_000, "a", "two"),
            cue(3_000, "b", "three"),
            cue(4_000, "a", "four"),
            cue(24_999, "a", "five"),
            cue(45_999, "a", "six"),
            cue(47_000, "", "seven"),
        ];
        let texts: Vec<String> = of_cues(&cues).into_iter().map(|turn| turn.text).collect();
        assert_eq!(texts, ["one two", "three", "four five", "six", "seven"]);
    }

    #[test]
    fn an_endless_turn_is_cut() {
        let cues: Vec<Cue> =
            (0..100).map(|at| cue(at * 1_000, "a", &"word ".repeat(100))).collect();
        assert!(of_cues(&cues).len() > 1);
    }
}
