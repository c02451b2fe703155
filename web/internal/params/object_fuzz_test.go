package params_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"gatehouse/web/internal/params"
)

// members are those of every type that a body is read for.
type members struct {
	Name     string            `json:"name"`
	External *string           `json:"external_id"`
	Sure     *bool             `json:"sure"`
	Events   []string          `json:"events"`
	Metadata map[string]string `json:"metadata"`
}

func read(body []byte) (x members, err error) {
	err = params.Object(body, map[string]any{"name": &x.Name, "external_id": &x.External, "sure": &x.Sure,
		"events": &x.Events, "metadata": &x.Metadata})
	return x, err
}

// Whatever is sent, a body is read or refused in a few words; and what was read is read again as the same.
func FuzzObject(f *testing.F) {
	for _, body := range []string{
		"", "{", "{}", "null", "[]", `"x"`, "{} {}", "{}\n", "{}x", `{"name":"a","name":"b"}`, `{"Name":"a"}`,
		`{"name":1}`,
		`{"name":null,"external_id":null,"sure":null,"events":null,"metadata":null}`,
		`{"other":[{"a":{}}],"name":"Ü\ud800"}`,
		`{"name":"` + "\xff\xfe" + `","external_id":"","sure":true,"events":["a","",""],"metadata":{"a":"","":"b"}}`,
		`{"events":[1]}`, `{"events":[null]}`, `{"metadata":{"a":null}}`, `{"metadata":{"a":{}}}`, `{"sure":"yes"}`,
		`{"name":1e999}`, "{\"\x00\":1}", `{"ſure":true}`, `{"NAME":1,"name":"x"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := read(body)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("refused in %d bytes", len(err.Error()))
			}
			return
		}
		written, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		again, err := read(written)
		if err != nil || !reflect.DeepEqual(again, x) {
			t.Errorf("%q is read as %+v, and that as %+v, %v", body, x, again, err)
		}
	})
}
