//! The command line.

use std::path::PathBuf;

use bifocal_core::CoderKind;
use bifocal_sources::Format;
use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

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

    /// Read settings from this file in place of the nearest `bifocal.toml`. Your own file
    /// (~/.config/bifocal/bifocal.toml) holds with either: what its rules leave out stays out.
    #[arg(long, global = true, value_name = "FILE", env = "BIFOCAL_CONFIG")]
    pub config: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Command,
}

/// Which coder reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CoderChoice {
    /// What the command takes by itself, as said above.
    Auto,
    /// A small transformer: about 100 sentences a second on each core.
    Careful,
    /// A linear model and a convolution: tens of thousands of sentences a second on each core, less accurate.
    Fast,
}

impl CoderChoice {
    /// The coder of a command that by itself takes the careful one for up to so many messages.
    pub fn for_messages(self, messages: u64, careful_up_to: u64) -> CoderKind {
        match self {
            Self::Careful => CoderKind::Careful,
            Self::Fast => CoderKind::Fast,
            Self::Auto if messages > careful_up_to => CoderKind::Fast,
            Self::Auto => CoderKind::Careful,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Your private mirror: what your messages attend to, as a page and a summary.
    Mirror(Mirror),
    /// Your meetings: with whom, how many, how often, and what becomes of them, on a page of its own.
    Calendar(Calendar),
    /// Code sentences: the stable machine face of the coder.
    Score(Score),
    /// Each line of a message with its zone: own, quoted, signature, automatic, blank.
    Words(Words),
    /// The integers that all figures are made from.
    Tally(Tally),
    /// Test on your own organisation's data whether two groups differ, by a plan that is frozen first.
    Study(Study),
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
    /// Mail (mbox, Maildir, folders of mails, single mails), exports of Slack, Zulip, Google Chat and
    /// Teams, issues of GitHub and Jira, transcripts, tables, in any mix; also as .gz, .zip or .tar; -
    /// for standard input.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,

    /// What the sources are, where their content does not tell.
    #[arg(long = "as", value_name = "KIND", value_parser = format_parser())]
    pub kind: Option<Format>,

    /// Your address; again for each further one. BIFOCAL_ME may have several, with ; or , between.
    #[arg(long, value_name = "ADDRESS", env = "BIFOCAL_ME")]
    pub me: Vec<String>,

    /// Who is who: a CSV file with the columns name, addresses (separated by ;), title, manager.
    #[arg(long, value_name = "FILE", env = "BIFOCAL_PEOPLE")]
    pub people: Option<PathBuf>,

    /// Which coder reads: auto is careful for up to 5,000 messages of yours. See `bifocal card` for
    /// what each is worth.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,
}

/// Sources of what can read acts, too.
fn or_folder(sources: Arg) -> Arg {
    let help = sources.get_help().map(ToString::to_string).unwrap_or_default();
    sources.help(format!("{help}. Or a folder that `bifocal ingest` has made"))
}

/// Reads the name of a kind of sources.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(values)
        .try_map(|name| Format::from_name(&name).ok_or("there is no such kind"))
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:
  bifocal mirror ~/Mail/sent.mbox --me ana@firm.example --open
  bifocal mirror inbox.mbox sent.mbox --me ana@firm.example --me a.silva@firm.example
  bifocal mirror sent.mbox slack-export.zip --me ana@firm.example
  bifocal mirror takeout.zip --me ana@firm.example --format json > mirror.json

The mirror is for the owner of a mailbox. Where your addresses are party to no more than a fifth
of the messages, or where somebody else who writes there has sent and received more of the mail,
it refuses. In channels, issues and meetings you are party to all of a thread that you write in.",
    mut_arg("sources", or_folder)
)]
pub struct Mirror {
    #[command(flatten)]
    pub from: Sources,

    /// Where the page goes.
    #[arg(long, short, value_name = "FILE", default_value = "mirror.html")]
    pub out: PathBuf,

    /// Open the page when it is written.
    #[arg(long)]
    pub open: bool,

    /// Compare the weeks from this Monday on with those before, such as 2026-02-16.
    #[arg(long, value_name = "MONDAY")]
    pub since: Option<String>,

    /// Keep the addresses of --me in `bifocal.toml`, beside those that stand there.
    #[arg(long)]
    pub remember: bool,

    /// What goes to standard output; the page is written all the same, but for json.
    #[arg(long, value_enum, default_value_t = MirrorFormat::Human)]
    pub format: MirrorFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MirrorFormat {
    /// A summary to read.
    Human,
    /// All that the page holds as JSON; no page is written.
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  bifocal calendar calendar.ics --me ana@firm.example --open
  bifocal calendar export.ical.zip --me ana@firm.example --people people.csv --from 2026-01-01
  bifocal calendar person_query.csv --me ana@firm.example --format json

The page counts; it says nothing about text, and is never mixed with the mirror. It is for the
owner of a calendar: where the given addresses are invited to no more than a fifth of the
meetings, it refuses.")]
pub struct Calendar {
    /// Calendars as iCalendar files (.ics), folders of them, also as .gz or .zip; or your own
    /// person query of Viva Insights as CSV.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,

    /// Your address; again for each further one. BIFOCAL_ME may have several, with ; or , between.
    #[arg(long, value_name = "ADDRESS", env = "BIFOCAL_ME")]
    pub me: Vec<String>,

    /// Who is who: a CSV file with the columns name, addresses (separated by ;), title, manager.
    #[arg(long, value_name = "FILE", env = "BIFOCAL_PEOPLE")]
    pub people: Option<PathBuf>,

    /// The first day, such as 2026-01-05; else the first of the calendar.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<Date>,

    /// The last day; else today. Series without an end are followed up to it.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<Date>,

    /// Working hours of Monday to Friday, on the calendar's own clock.
    #[arg(long, value_name = "FROM-TO", default_value = "8-18", value_parser = hours)]
    pub hours: bifocal_calendar::WorkingHours,

    /// Where the page goes.
    #[arg(long, short, value_name = "FILE", default_value = "calendar.html")]
    pub out: PathBuf,

    /// Open the page when it is written.
    #[arg(long)]
    pub open: bool,

    /// What goes to standard output; the page is written all the same, but for json.
    #[arg(long, value_enum, default_value_t = MirrorFormat::Human)]
    pub format: MirrorFormat,
}

/// Reads `2026-01-05`.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as year, month and day, such as 2026-01-05".to_owned())
}

/// Reads `8-18`.
fn hours(text: &str) -> Result<bifocal_calendar::WorkingHours, String> {
    let hour = |text: &str| text.trim().parse::<u8>().ok();
    text.split_once('-')
        .and_then(|(from, to)| Some((hour(from)?, hour(to)?)))
        .filter(|(from, to)| from < to && *to <= 24)
        .map(|(from, to)| bifocal_calendar::WorkingHours { from, to })
        .ok_or_else(|| "say two whole hours of a day, such as 8-18".to_owned())
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
nothing else. Like the mirror it is for the owner of a mailbox.",
    mut_arg("sources", or_folder)
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

#[derive(Debug, Args)]
#[command(after_help = "The way of a study:
  bifocal study plan > plan.toml       a plan to fill in: purpose, people, groups, margins
  bifocal study freeze plan.toml       its hash, before anything is read
  bifocal study run plan.toml          the answers, as a page and a summary
  bifocal study essay plan.toml        the claims one by one

Figures about groups leave through one gate: at least five persons in every group and in every
difference to what was seen before, which it keeps in a ledger beside the plan.")]
pub struct Study {
    #[command(subcommand)]
    pub command: StudyCommand,
}

#[derive(Debug, Subcommand)]
pub enum StudyCommand {
    /// Print a plan to fill in.
    Plan,
    /// Write down the plan's hash: from then on changes show as deviations.
    Freeze {
        /// The plan.
        plan: PathBuf,
    },
    /// Read the sources and answer the plan's claims.
    Run(StudyRun),
    /// The claims one by one: how each is tested, and what comes out.
    Essay(StudyEssay),
    /// Draw messages for people to code, so that the coder's errors can be corrected in each group.
    Gold(StudyGold),
    /// Invented organisations with known truth through the same code: coverage and false verdicts.
    Simulate(StudySimulate),
}

#[derive(Debug, Args)]
pub struct StudyRun {
    /// The plan.
    pub plan: PathBuf,

    /// Where the page goes.
    #[arg(long, short, value_name = "FILE", default_value = "study.html")]
    pub out: PathBuf,

    /// What goes to standard output; the page is written all the same.
    #[arg(long, value_enum, default_value_t = StudyFormat::Human)]
    pub format: StudyFormat,

    /// Open the page when it is written.
    #[arg(long)]
    pub open: bool,

    /// Who looks: the ledger of what was seen is kept by viewer.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "somebody")]
    pub viewer: String,

    /// Which coder reads: auto is careful for up to 50,000 messages.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StudyFormat {
    /// A summary to read.
    Human,
    /// The whole report as Markdown.
    Markdown,
    /// The whole report as JSON.
    Json,
}

#[derive(Debug, Args)]
pub struct StudyEssay {
    /// The plan.
    pub plan: PathBuf,

    /// Who looks: the ledger of what was seen is kept by viewer.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "somebody")]
    pub viewer: String,

    /// Which coder reads: auto is careful for up to 50,000 messages.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The table has the text of the drawn messages: keep it where those messages may lie, fill in the columns
people and results (0 none, 1 some, 2 much, as the codebook's Pass M has it), and name the file as
`gold` in the plan. Whoever codes must not see what the coder found; the table does not say."
)]
pub struct StudyGold {
    /// The plan.
    pub plan: PathBuf,

    /// Messages to draw in each group.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub messages: usize,

    /// Where the table goes.
    #[arg(long, short, value_name = "FILE", default_value = "gold.csv")]
    pub out: PathBuf,

    /// Which coder reads: auto is careful for up to 50,000 messages.
    #[arg(long, value_enum, env = "BIFOCAL_CODER", default_value_t = CoderChoice::Auto)]
    pub coder: CoderChoice,
}

#[derive(Debug, Args)]
pub struct StudySimulate {
    /// Persons in each group; several sizes one after the other.
    #[arg(long, value_name = "NUMBER", value_delimiter = ',', default_values_t = [6, 12, 25, 50])]
    pub persons: Vec<usize>,

    /// Organisations to draw for each size and each truth.
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    pub draws: u64,

    /// Share of the messages that are labelled, 0 to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    pub labelled: f64,

    /// Seed of the random numbers.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,

    /// How the table is written.
    #[arg(long, value_enum, default_value_t = SimulateFormat::Human)]
    pub format: SimulateFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SimulateFormat {
    /// A table to read.
    Human,
    /// All counts as JSON.
    Json,
}
