package scim

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Query is what a list of resources is asked for.
type Query struct {
	Filter     *Filter // nil for all
	Projection Projection
	Start      int // the number of the first resource, counted from 1
	Count      int // resources on the page, from 0 to MaxCount
}

const defaultCount = 100

// ParseQuery reads the parameters of a GET, each "" if it is not there. An error is an *Error.
func ParseQuery(filter, attributes, excludedAttributes, startIndex, count string) (Query, error) {
	q := Query{Projection: ParseProjection(attributes, excludedAttributes)}
	var err error
	if q.Start, err = readCount("startIndex", startIndex, 1); err != nil {
		return Query{}, err
	}
	if q.Count, err = readCount("count", count, defaultCount); err != nil {
		return Query{}, err
	}
	q.Start, q.Count = max(q.Start, 1), min(max(q.Count, 0), MaxCount)
	if strings.TrimSpace(filter) != "" {
		q.Filter, err = ParseFilter(filter)
	}
	return q, err
}

// ParseSearch reads the body of a POST to /.search (RFC 7644, section 3.4.3). An error is an *Error.
func ParseSearch(body []byte) (Query, error) {
	sent, err := decode(body, MaxUser)
	if err != nil {
		return Query{}, err
	}
	texts := map[string]string{}
	for _, name := range []string{"filter", "attributes", "excludedAttributes", "startIndex", "count"} {
		switch v := sent[keyIn(sent, name)].(type) {
		case nil:
		case string:
			texts[name] = v
		case json.Number:
			texts[name] = v.String()
		case []any:
			list, err := readTexts(name, v)
			if err != nil {
				return Query{}, err
			}
			texts[name] = strings.Join(list, ",")
		default:
			return Query{}, typeError(name, "a text or a number", v)
		}
	}
	return ParseQuery(texts["filter"], texts["attributes"], texts["excludedAttributes"], texts["startIndex"],
		texts["count"])
}

func readTexts(name string, list []any) ([]string, error) {
	var texts []string
	for _, v := range list {
		text, ok := v.(string)
		if !ok {
			return nil, typeError(name, "a list of texts", v)
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// readCount reads a whole number; "" is the usual one, and too large ones are the largest.
func readCount(name, text string, usual int) (int, error) {
	if text == "" {
		return usual, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil && n == 0 {
		return 0, typeError(name, "a whole number", text)
	}
	return int(n), nil
}
