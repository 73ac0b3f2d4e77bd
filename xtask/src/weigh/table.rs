//! Formats tables: the first column left-aligned, numbers right-aligned.

use std::fmt;

pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table with these column titles.
    pub fn new<const N: usize>(titles: [&str; N]) -> Self {
        Self { rows: vec![titles.map(str::to_owned).to_vec()] }
    }

    /// Adds a row; missing cells at the end are empty.
    pub fn row<const N: usize>(&mut self, title: &str, cells: [String; N]) {
        self.rows.push([title.to_owned()].into_iter().chain(cells).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let length = |row: &Vec<String>, column: usize| row.get(column).map_or(0, String::len);
        // Ignore short rows: their last cell is a remark.
        let width = |column| {
            let full = self.rows.iter().filter(|row| row.len() == columns || column == 0);
            full.map(|row| length(row, column)).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, "{cell:<width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// A ratio with two decimals; `-` for a division by zero.
pub fn ratio(value: f64, by: f64) -> String {
    if by == 0.0 { "-".to_owned() } else { format!("{:.2}", value / by) }
}

/// A number with commas: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A difference with its sign: `+1,234`.
pub fn difference(number: i128) -> String {
    let sign = if number < 0 { '-' } else { '+' };
    format!("{sign}{}", grouped(u64::try_from(number.unsigned_abs()).unwrap_or(u64::MAX)))
}
