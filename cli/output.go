package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"gatehouse/api"
	"gatehouse/printable"
)

// printJSON writes a value as indented JSON. What could steer a
// terminal is escaped, which leaves the value the same: where it is read in the
// end nobody knows.
func (c *command) printJSON(v any) error {
	plain, err := api.Marshal(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = io.WriteString(c.streams.Out, printable.JSON(b.String()))
	return err
}

// table writes rows in columns, the first row as headings.
func (c *command) table(rows [][]string) error {
	w := tabwriter.NewWriter(c.streams.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, printable.Line(cell))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// say prints what was done: for scripts what was told of the noun, for a person a
// sentence.
func (c *command) say(told any, format string, args ...any) error {
	if c.json {
		return c.printJSON(told)
	}
	_, err := fmt.Fprintf(c.streams.Out, format+"\n", args...)
	return err
}

// page writes names and values, one a line; empty values are left out.
func (c *command) page(pairs ...string) error {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{pairs[i] + ":", pairs[i+1]})
		}
	}
	return c.table(rows)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// open reads a file that an argument names, from where the caller stands; "-" is
// its standard input.
func (c *command) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.streams.In), nil
	}
	if c.streams.Dir == "" {
		return nil, usageError{fmt.Errorf("%s would be a file of the server: give - for it, and send yours on "+
			"standard input, like < %s", name, name)}
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.streams.Dir, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usageError{fmt.Errorf("cannot read the file: %w", err)}
	}
	return f, nil
}

// readAtMost reads all of a file, but refuses one beyond a limit.
func (c *command) readAtMost(name string, limit int64) ([]byte, error) {
	f, err := c.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d KiB", name, limit>>10)
	}
	return data, nil
}

func isTerminal(r any) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// printDocument writes a document from outside byte for byte, except onto a
// terminal, or to another machine, where nobody here can know whether it ends on one.
func (c *command) printDocument(document []byte) error {
	text := strings.TrimSuffix(string(document), "\n")
	spelled := strings.Join(printable.Lines(text), "\n")
	switch {
	case c.streams.Terminal:
		text = spelled
	case c.streams.Remote && steers(text):
		text = spelled
		fmt.Fprintln(c.streams.Err, "gatehouse: characters that could steer a terminal are spelled out; on the "+
			"machine of the data directory the document is printed byte for byte")
	}
	_, err := fmt.Fprintln(c.streams.Out, text)
	return err
}

// steers reports whether a text has more in it than lines and tabs of what a terminal simply shows.
func steers(text string) bool {
	text = strings.NewReplacer("\r\n", "", "\n", "", "\t", "").Replace(text)
	return printable.Line(text) != text
}
