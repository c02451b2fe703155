// Package noun draws the nouns of the model wherever screens show them: as cells of a
// table, or as lines of a page. Its functions are pure.
package noun
