package api

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"gatehouse/model"
)

// WriteActionLine writes an entry of the history as one line of JSON.
func WriteActionLine(w io.Writer, e model.AuditEntry) error {
	line, err := json.Marshal(ActionOf(e))
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// ActionTable writes entries of the history as CSV, a row each.
type ActionTable struct {
	w      *csv.Writer
	headed bool
}

// NewActionTable begins a table; see [ActionTable.Close].
func NewActionTable(w io.Writer) *ActionTable { return &ActionTable{w: csv.NewWriter(w)} }

// Write adds a row.
func (t *ActionTable) Write(e model.AuditEntry) error {
	if err := t.head(); err != nil {
		return err
	}
	view, subject := e.View, model.ID("")
	if view != nil {
		subject = view.Subject
	}
	var changed []string
	for _, c := range e.Changes {
		changed = append(changed, string(c.Kind)+" "+string(c.Target))
	}
	row := []string{string(e.ID), e.At.UTC().Format(time.RFC3339Nano), string(e.Content()), e.Actor.Name,
		string(e.Actor.Kind), string(e.Actor.ID), e.Actor.Via, e.Actor.Peer, e.Actor.Evidence, e.Action,
		string(subject), strings.Join(changed, ", "), string(e.Undoes), string(e.UndoneBy)}
	for i := range row {
		row[i] = plainCell(row[i])
	}
	return t.w.Write(row)
}

func (t *ActionTable) head() error {
	if t.headed {
		return nil
	}
	t.headed = true
	return t.w.Write([]string{"id", "at", "content", "actor", "actor_kind", "actor_id", "via", "peer", "evidence",
		"action", "viewed", "changed", "undoes", "undone_by"})
}

// Close writes out what is buffered; an empty table has its heading.
func (t *ActionTable) Close() error {
	if err := t.head(); err != nil {
		return err
	}
	t.w.Flush()
	return t.w.Error()
}

// plainCell keeps a spreadsheet from taking a text for a formula, as OWASP has it.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
