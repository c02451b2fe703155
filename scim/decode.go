package scim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// decode reads strict JSON with an object at its root: objects as map[string]any, numbers as json.Number. No
// object may have a name twice, whatever its case, since names in SCIM have none.
func decode(body []byte, most int) (map[string]any, error) {
	if len(body) > most {
		return nil, tooLarge("The message has %d bytes, and at most %d are read. Send fewer attributes or members "+
			"at once.", len(body), most)
	}
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true))
	v, err := decodeValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, syntaxError("The message goes on behind its JSON at byte %d. Send one JSON object. %s",
			d.InputOffset(), tellSupport)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, syntaxError("The message is JSON, but not an object. Send one JSON object. %s", tellSupport)
	}
	return m, nil
}

func decodeValue(d *jsontext.Decoder) (any, error) {
	t, err := d.ReadToken()
	if err != nil {
		return nil, syntaxError("The message is not JSON, from byte %d on. Choose SCIM 2.0 with JSON. %s",
			d.InputOffset(), tellSupport)
	}
	if d.StackDepth() > MaxDepth {
		return nil, syntaxError("The message has more than %d objects and lists in each other. Send it flatter. %s",
			MaxDepth, tellSupport)
	}
	switch t.Kind() {
	case '{':
		return decodeObject(d)
	case '[':
		return decodeList(d)
	case '"':
		return t.String(), nil
	case '0':
		return json.Number(t.String()), nil
	case 'n':
		return nil, nil
	}
	return t.Bool(), nil
}

func decodeObject(d *jsontext.Decoder) (any, error) {
	m, seen := map[string]any{}, map[string]bool{}
	for d.PeekKind() != '}' {
		name, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		key := name.(string) // the decoder lets nothing else stand there
		if seen[foldName(key)] {
			return nil, syntaxError("The message has %s twice in one object. Send it once. %s", excerpt(key),
				tellSupport)
		}
		if seen[foldName(key)] = true; len(seen) > MaxAttributes {
			return nil, tooManyAttributes("An object of the message", len(seen))
		}
		if m[key], err = decodeValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return m, err
}

func decodeList(d *jsontext.Decoder) (any, error) {
	list := []any{}
	for d.PeekKind() != ']' {
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.ReadToken()
	return list, err
}
