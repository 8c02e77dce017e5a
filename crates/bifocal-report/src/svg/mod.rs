//! Drawings, made as inline SVG. Horizontal places are percentages wherever the drawing is one row
//! high, so that it takes the width of the page while its letters keep their size.

pub(crate) mod bars;
pub(crate) mod marks;
pub(crate) mod plane;
pub(crate) mod scale;
pub(crate) mod timeline;
pub(crate) mod weeks;
pub(crate) mod whisker;
