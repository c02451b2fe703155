package api

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// A name that a spreadsheet would take for a formula is text in it, whoever chose it.
func TestNoFormulaInATable(t *testing.T) {
	var b bytes.Buffer
	table := NewActionTable(&b)
	for _, name := range []string{`=HYPERLINK("http://x","y")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
		"ada, \"a\"\n=1"} {
		e := model.AuditEntry{ID: "audit_1", At: time.Unix(0, 0), Action: name, Actor: model.Actor{Name: name}}
		if err := table.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 8 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Errorf("%s: %q", rows[0][i], cell)
			}
		}
	}
}

// A table of nothing has its heading.
func TestEmptyTable(t *testing.T) {
	var b bytes.Buffer
	if err := NewActionTable(&b).Close(); err != nil || !strings.HasPrefix(b.String(), "id,at,") {
		t.Errorf("%q %v", b.String(), err)
	}
}
