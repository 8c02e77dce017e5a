//! Readers of chat, and what they share: rooms and whom a message in one is for, and the way from
//! each program's marks to plain text.

mod command;
mod emoji;
pub(crate) mod google;
mod marks;
mod room;
pub(crate) mod slack;
mod tags;
pub(crate) mod teams;
mod text;
pub(crate) mod zulip;
