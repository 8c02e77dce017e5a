//! A table that is no page yet: the page and Markdown write the same one.

use maud::{Markup, html};

use super::words;
use crate::sections::table;

/// A table of texts. The first cell of a row is its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// What it shows.
    caption: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A table without the columns that are empty in every row. Rows are as long as the heads.
    pub(crate) fn new(caption: impl Into<String>, heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        let used = |at: usize| {
            at == 0 || rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        };
        let kept: Vec<usize> = (0..heads.len()).filter(|at| used(*at)).collect();
        let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
        Self {
            caption: caption.into(),
            heads: kept.iter().map(|at| heads[*at].to_owned()).collect(),
            rows: rows.iter().map(|row| kept.iter().map(|at| cell(row, *at)).collect()).collect(),
        }
    }

    /// What it shows.
    pub(crate) fn caption(&self) -> &str {
        &self.caption
    }

    /// The table, open.
    pub(crate) fn html(&self) -> Markup {
        table::table(&words::begin(&self.caption), &self.head(), &self.body())
    }

    /// The table, closed, behind a picture.
    pub(crate) fn behind(&self) -> Markup {
        table::behind(&self.caption, &self.head(), &self.body())
    }

    fn head(&self) -> Markup {
        html! { @for head in &self.heads { th scope="col" { (head) } } }
    }

    fn body(&self) -> Markup {
        html! {
            tbody {
                @for row in &self.rows {
                    tr {
                        @for (at, cell) in row.iter().enumerate() {
                            @if at == 0 { th scope="row" { bdi { (cell) } } }
                            // What is longer than a figure may be broken.
                            @else if cell.chars().count() > 30 { td.note { (cell) } }
                            @else { td { (cell) } }
                        }
                    }
                }
            }
        }
    }

    /// The table in Markdown, its columns aligned so that it can be read as it is.
    pub(crate) fn markdown(&self, escape: impl Fn(&str) -> String) -> String {
        let cells = |row: &Vec<String>| row.iter().map(|cell| escape(cell)).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = self.rows.iter().map(cells).collect();
        let heads = cells(&self.heads);
        let wide = |text: &String| text.chars().count();
        let widths: Vec<usize> = (0..heads.len())
            .map(|at| {
                let column = rows.iter().filter_map(|row| row.get(at));
                column.chain([&heads[at]]).map(wide).max().unwrap_or(0).max(3)
            })
            .collect();
        let line = |cells: &[String]| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
        };
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        let body: String = rows.iter().map(|row| line(row)).collect();
        format!("{}{}{body}", line(&heads), line(&rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_columns_are_left_out_and_columns_are_aligned() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = vec![row(["a", "", "+3"]), row(["a longer name", "", "−12"])];
        let sheet = Sheet::new("Shares", &["", "note", "points"], rows);
        assert_eq!(
            sheet.markdown(str::to_owned),
            "|               | points |\n\
             | ------------- | ------ |\n\
             | a             | +3     |\n\
             | a longer name | −12    |\n"
        );
        let html = sheet.html().into_string();
        assert!(html.contains("<th scope=\"row\"><bdi>a</bdi></th><td>+3</td>"), "{html}");
        assert!(!html.contains("note\">"), "{html}");
    }
}
