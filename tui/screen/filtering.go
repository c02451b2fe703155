package screen

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// Filtering is the filter of a list, as it is typed, completed and explained.
type Filtering struct {
	Example string // for the help
	Fields  []model.FilterField
	Check   func(text string) error
	Present func(field string) []string // the values that the rows have of it, the most frequent first
	History *[]string                   // typed before, oldest first
}

// Prompt is that in which it is typed.
func (f Filtering) Prompt() widget.Prompt {
	p := widget.NewPrompt("/", f.History, f.Check)
	p.Complete = f.complete
	return p
}

// Explain adds the grammar to the help.
func (f Filtering) Explain(p *widget.Paragraphs) {
	p.Heading("Filter")
	p.Text(lipgloss.NewStyle(),
		"Words must all hold. A bare word is looked for everywhere; field:value in one field; - or ! before a word "+
			"excludes it; quotes keep words together.", 0)
	p.KeyLine("Example", f.Example)
	for _, x := range f.Fields {
		text := x.Help
		if n := len(x.Values); n > 0 && n < 8 {
			text += ": " + strings.Join(x.Values, ", ")
		}
		p.KeyLine(x.Name+":", text)
	}
}

// complete lists what the last word of a filter can become, the name of a
// field or one of its values, and gives the text before it.
func (f Filtering) complete(text string) (head string, choices []string) {
	head, word := "", text
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		head, word = text[:i+1], text[i+1:]
	}
	if sign := strings.TrimLeft(word, "-!"); sign != word {
		head, word = head+word[:len(word)-len(sign)], sign
	}
	field, value, ok := strings.Cut(word, ":")
	if !ok {
		var names []string
		for _, x := range f.Fields {
			names = append(names, x.Name+":")
		}
		return head, starting(names, word)
	}
	head += field + ":"
	for _, x := range f.Fields {
		if x.Name == field {
			known := f.Present(field)
			for _, v := range x.Values {
				if !slices.Contains(known, v) {
					known = append(known, v)
				}
			}
			return head, starting(known, value)
		}
	}
	return head, nil
}

func starting(all []string, prefix string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(s, `"`)),
			strings.ToLower(strings.TrimPrefix(prefix, `"`))) {
			found = append(found, s)
		}
	}
	return found
}

// Frequent gives values as a filter takes them, the most frequent first, and none that is empty.
func Frequent(values []string) []string {
	counts := map[string]int{}
	for _, v := range values {
		counts[quoted(v)]++
	}
	delete(counts, "")
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// quoted is a value as a filter takes it.
func quoted(value string) string {
	value = strings.ReplaceAll(value, `"`, "")
	if strings.Contains(value, " ") {
		return `"` + value + `"`
	}
	return value
}
