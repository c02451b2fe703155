package screen

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Save writes a value into a new file of the current directory. Only a local
// console offers it: a served one would write onto the server.
func (w *World) Save(what, value string) tea.Cmd {
	name, dir := fileName(what), cmp.Or(w.Options.Dir, ".")
	return func() tea.Msg {
		path, err := writeNew(dir, name, value)
		if err != nil {
			return w.Told(Failed, "save "+what+": "+err.Error())
		}
		return w.Told(Done, what+" saved to "+path)
	}
}

// writeNew never overwrites: the file gets a name that is free.
func writeNew(dir, name, value string) (string, error) {
	ext := filepath.Ext(name)
	f, err := os.CreateTemp(dir, strings.TrimSuffix(name, ext)+"-*"+ext)
	if err != nil {
		return "", err
	}
	if _, err := f.WriteString(value); err != nil {
		f.Close()
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return filepath.Abs(f.Name())
}

func fileName(what string) string {
	name := strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '-'
	}, what)
	if filepath.Ext(name) == "" {
		name += ".txt"
	}
	return name
}
