//! The command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Blue.on_default().bold())
    .usage(AnsiColor::Blue.on_default().bold())
    .literal(AnsiColor::Cyan.on_default());

/// Shows whether what you write at work attends to people, to results, or to both.
///
/// Leaders and managers do the same things all day: they task, delegate, track, report, decide,
/// learn, motivate. What differs is the focus. Bifocal reads your own mail, finds the acts in it
/// and shows you both rates, with the sentences as evidence and with honest uncertainty. Nothing
/// leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "bifocal", version, styles = STYLES, max_term_width = 100)]
#[command(after_help = "Start here:  bifocal mirror MAILBOX --me YOU@YOUR.COMPANY")]
pub struct Arguments {
    /// Print results only: no progress, no notes.
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Read settings from this file instead of the nearest `bifocal.toml`.
    #[arg(long, global = true, value_name = "FILE", env = "BIFOCAL_CONFIG")]
    pub config: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Command,
}

/// Which coder reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CoderChoice {
    /// Whichever suits the amount of text: careful for up to 5,000 messages.
    Auto,
    /// A small transformer: about 100 sentences a second on each core.
    Careful,
    /// A linear model: more than 100,000 sentences a second on each core, less accurate.
    Fast,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Your private mirror: what your messages attend to, as a page and a summary.
    Mirror(Mirror),
    /// Code sentences: the stable machine face of the coder.
    Score(Score),
    /// Each line of a message with its zone: own, quoted, signature, automatic, blank.
    Words(Words),
    /// The integers that all figures are made from.
    Tally(Tally),
    /// Keep the acts of your messages in a folder, without any text: only what is new is coded.
    #[cfg(feature = "store")]
    Ingest(Ingest),
    /// Remove a person from a folder of acts, and prove it.
    #[cfg(feature = "store")]
    Forget(Forget),
    /// How accurate the coder is, and who says so.
    Card(Card),
    /// Print a script that completes commands in your shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Where messages are read from and whose they are.
#[derive(Clone, Debug, Args)]
pub struct Sources {
    /// Mailboxes: mbox, Maildir, folders of mails, single mails; also as .gz or .zip; - for
    /// standard input. To mirror and tally also a folder that `bifocal ingest` has made.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,

    /// Your address; again for each further one.
    #[arg(long, value_name = "ADDRESS", env = "BIFOCAL_ME", value_delimiter = ',')]
    pub me: Vec<String>,

    /// Who is who: a CSV file with the columns name, addresses (separated by ;), title, manager.
    #[arg(long, value_name = "FILE", env = "BIFOCAL_PEOPLE")]
    pub people: Option<PathBuf>,

    /// Which coder reads: see `bifocal card` for what each is worth.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  bifocal mirror ~/Mail/sent.mbox --me ana@firm.example --open
  bifocal mirror inbox.mbox sent.mbox --me ana@firm.example --me a.silva@firm.example
  bifocal mirror takeout.zip --me ana@firm.example --format json > mirror.json

The mirror is for the owner of a mailbox. Where the given addresses have sent or received no
more than a fifth of the messages, it refuses.")]
pub struct Mirror {
    #[command(flatten)]
    pub from: Sources,

    /// Where the page goes.
    #[arg(long, short, value_name = "FILE", default_value = "mirror.html")]
    pub out: PathBuf,

    /// Open the page when it is written.
    #[arg(long)]
    pub open: bool,

    /// What goes to standard output; the page is written all the same, but for json.
    #[arg(long, value_enum, default_value_t = MirrorFormat::Human)]
    pub format: MirrorFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MirrorFormat {
    /// A summary to read.
    Human,
    /// All figures and their evidence as JSON; no page is written.
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Input is text (a message a line), JSONL (objects with \"text\" and, if there, \"id\", \"subject\",
\"before\", \"after\"), or CSV with a column \"text\". The kind is told by the content.

Examples:
  echo 'Could you send it by Friday?' | bifocal score
  bifocal score sentences.jsonl --sentences > codes.jsonl
  bifocal score mails.csv --format csv"
)]
pub struct Score {
    /// What to code; standard input if it is missing or -.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Take each record as exactly one sentence.
    #[arg(long)]
    pub sentences: bool,

    /// Which coder reads: auto is careful here.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,

    /// How input is read.
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub kind: Option<InputKind>,

    /// How acts are written.
    #[arg(long, value_enum, default_value_t = ScoreFormat::Jsonl)]
    pub format: ScoreFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputKind {
    /// A message a line.
    Text,
    /// A JSON object a line.
    Jsonl,
    /// CSV with a header.
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScoreFormat {
    /// A line an act to read.
    Human,
    /// A JSON object a line, one an act.
    Jsonl,
    /// One JSON array.
    Json,
    /// A table.
    Csv,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  bifocal words message.eml
  pbpaste | bifocal words --format jsonl")]
pub struct Words {
    /// A mail or plain text; standard input if it is missing or -.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// How lines are written.
    #[arg(long, value_enum, default_value_t = WordsFormat::Human)]
    pub format: WordsFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WordsFormat {
    /// The letter of the zone before each line.
    Human,
    /// A JSON object a line: its number and zone.
    Jsonl,
}

#[derive(Debug, Args)]
#[command(
    after_help = "One row for each person, week, direction, medium and bucket of threads; figures are made from
nothing else. Like the mirror it is for the owner of a mailbox."
)]
pub struct Tally {
    #[command(flatten)]
    pub from: Sources,

    /// How rows are written.
    #[arg(long, value_enum, default_value_t = TallyFormat::Csv)]
    pub format: TallyFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TallyFormat {
    /// A table: a line a cell above 0.
    Csv,
    /// One JSON array of rows.
    Json,
    /// A JSON object a row.
    Jsonl,
}

#[cfg(feature = "store")]
#[derive(Debug, Args)]
#[command(
    after_help = "The folder holds codes and places as Parquet, and no text. Stop the program whenever you like, and
run it again: it goes on. Run it again when the mailbox has grown: it takes what is new.

Examples:
  bifocal ingest ~/Mail/sent.mbox --into acts --me ana@firm.example
  bifocal mirror acts --open
  bifocal tally acts --format json"
)]
pub struct Ingest {
    #[command(flatten)]
    pub from: Sources,

    /// The folder; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
}

#[cfg(feature = "store")]
#[derive(Debug, Args)]
#[command(
    after_help = "Removes all messages and acts by the person, all their addresses from the list of owners, the
journal and the paths of others, then searches every byte and every value of the folder for them.

Examples:
  bifocal forget --person ana@firm.example --from acts          (shows what would go)
  bifocal forget --person ana@firm.example --from acts --yes"
)]
pub struct Forget {
    /// An address of the person; all that the folder knows of them go too.
    #[arg(long, value_name = "ADDRESS")]
    pub person: String,

    /// The folder.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,

    /// Do it. Without this, what would go is shown and nothing is changed.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Card {
    /// Which coder's card: auto is both.
    #[arg(long, value_enum, default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,

    /// How the card is written.
    #[arg(long, value_enum, default_value_t = CardFormat::Human)]
    pub format: CardFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CardFormat {
    /// Tables to read.
    Human,
    /// The card as JSON.
    Json,
}
