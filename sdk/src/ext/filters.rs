//! Filters of a search, as one writes them: `SearchFilter::eq("lang", "de").and(SearchFilter::gte("year", 2020))`.

use crate::types::{
    ComparisonFilter, ComparisonFilterType, ComparisonFilterValue, ComparisonFilterValueItem, CompoundFilter,
    CompoundFilterItem, CompoundFilterType, SearchFilter,
};

/// A filter keeps the files whose attributes fit.
///
/// ```
/// use openai_assistants::types::SearchFilter;
///
/// let filter = SearchFilter::eq("lang", "de").and(SearchFilter::gte("year", 2020));
/// assert_eq!(
///     serde_json::to_value(&filter)?,
///     serde_json::json!({ "type": "and", "filters": [
///         { "type": "eq", "key": "lang", "value": "de" },
///         { "type": "gte", "key": "year", "value": 2020.0 },
///     ] })
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
impl SearchFilter {
    /// The attribute has this value.
    pub fn eq(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Eq, key, value)
    }

    /// The attribute has another value.
    pub fn ne(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Ne, key, value)
    }

    /// The attribute is greater.
    pub fn gt(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Gt, key, value)
    }

    /// The attribute is greater or equal.
    pub fn gte(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Gte, key, value)
    }

    /// The attribute is less.
    pub fn lt(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Lt, key, value)
    }

    /// The attribute is less or equal.
    pub fn lte(key: impl Into<String>, value: impl Into<ComparisonFilterValue>) -> Self {
        compare(ComparisonFilterType::Lte, key, value)
    }

    /// The attribute is one of these.
    pub fn is_in<V: Into<ComparisonFilterValueItem>>(
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        compare(ComparisonFilterType::In, key, values.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// The attribute is none of these.
    pub fn not_in<V: Into<ComparisonFilterValueItem>>(
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        compare(ComparisonFilterType::Nin, key, values.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// Both filters fit.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.combine(CompoundFilterType::And, other)
    }

    /// One of the filters fits, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.combine(CompoundFilterType::Or, other)
    }

    /// `a.and(b).and(c)` is one filter of three.
    fn combine(self, kind: CompoundFilterType, other: Self) -> Self {
        let mut filters = match self {
            Self::Compound(compound) if compound.kind == kind => compound.filters,
            single => vec![single.into()],
        };
        filters.push(other.into());
        CompoundFilter::new(kind, filters).into()
    }
}

impl From<SearchFilter> for CompoundFilterItem {
    fn from(filter: SearchFilter) -> Self {
        match filter {
            SearchFilter::Comparison(comparison) => Self::Comparison(comparison),
            SearchFilter::Compound(compound) => Self::Compound(compound),
            SearchFilter::Unknown(json) => Self::Unknown(json),
        }
    }
}

fn compare(
    kind: ComparisonFilterType,
    key: impl Into<String>,
    value: impl Into<ComparisonFilterValue>,
) -> SearchFilter {
    ComparisonFilter::new(kind, key.into(), value).into()
}
