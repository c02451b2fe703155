package stored

import "strings"

// Name is what a record is put in order by: the first of its words, as much of it
// as fits into a key. Behind it stand a zero byte and its id.
func Name(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0][:min(len(words[0]), MaxName)]
}

// Text is what a record's words are searched as.
func Text(words []string) string { return strings.Join(words, "\n") }
