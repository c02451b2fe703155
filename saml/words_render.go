package saml

import "strings"

// render fills a sentence of the catalogue. {name} stands for a value; a part
// in square brackets is left out if one of the values in it is empty, so that
// one sentence serves the message that tells all and the one that tells little.
// {Name} with a capital begins a sentence. Values are not read again: brackets
// and braces in them mean nothing.
func render(sentence string, values map[string]string) string {
	text, _ := renderPart(sentence, values)
	return strings.TrimSpace(text)
}

func renderPart(sentence string, values map[string]string) (text string, complete bool) {
	var b strings.Builder
	complete = true
	for sentence != "" {
		next := strings.IndexAny(sentence, "[{")
		if next < 0 {
			b.WriteString(sentence)
			break
		}
		b.WriteString(sentence[:next])
		opened := sentence[next]
		sentence = sentence[next+1:]
		if opened == '{' {
			name, rest, _ := strings.Cut(sentence, "}")
			value := valueOf(name, values)
			complete = complete && value != ""
			b.WriteString(value)
			sentence = rest
			continue
		}
		optional, rest, _ := strings.Cut(sentence, "]")
		if part, whole := renderPart(optional, values); whole {
			b.WriteString(part)
		}
		sentence = rest
	}
	return b.String(), complete
}

func valueOf(name string, values map[string]string) string {
	if value, ok := values[name]; ok {
		return value
	}
	lower := strings.ToLower(name[:1]) + name[1:]
	if value := values[lower]; value != "" {
		return strings.ToUpper(value[:1]) + value[1:]
	}
	return ""
}
