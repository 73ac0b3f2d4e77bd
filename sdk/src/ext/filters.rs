//! Constructors of search filters: `SearchFilter::eq("lang", "de").and(SearchFilter::gte("year", 2020))`.

use crate::types::{
    ComparisonFilter, CompoundFilter, CompoundFilterItem, CompoundFilterOperator, FilterOperator,
    FilterValue, FilterValueItem, SearchFilter,
};

/// A filter matches files by their attributes.
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
    /// Matches if the attribute has this value.
    pub fn eq(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Eq, key, value)
    }

    /// Matches if the attribute has another value.
    pub fn ne(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Ne, key, value)
    }

    /// Matches if the attribute is greater.
    pub fn gt(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Gt, key, value)
    }

    /// Matches if the attribute is greater or equal.
    pub fn gte(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Gte, key, value)
    }

    /// Matches if the attribute is less.
    pub fn lt(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Lt, key, value)
    }

    /// Matches if the attribute is less or equal.
    pub fn lte(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        compare(FilterOperator::Lte, key, value)
    }

    /// Matches if the attribute is one of these values.
    pub fn is_in<V: Into<FilterValueItem>>(
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        compare(FilterOperator::In, key, values.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// Matches if the attribute is none of these values.
    pub fn not_in<V: Into<FilterValueItem>>(
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        compare(FilterOperator::Nin, key, values.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// Matches if both filters match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.combine(CompoundFilterOperator::And, other)
    }

    /// Matches if one of the filters matches, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.combine(CompoundFilterOperator::Or, other)
    }

    /// Combines filters; `a.and(b).and(c)` is one filter with three parts.
    fn combine(self, kind: CompoundFilterOperator, other: Self) -> Self {
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

fn compare(kind: FilterOperator, key: impl Into<String>, value: impl Into<FilterValue>) -> SearchFilter {
    ComparisonFilter::new(kind, key.into(), value).into()
}
