package scim

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Bounds of a file of people.
const (
	MaxPeople        = 50_000
	maxColumns       = 200
	maxFileProblems  = 20
	maxGroupsOfOne   = 200
	columnsExtension = "urn:gatehouse:csv:2.0:User"
)

// Person is a line of a file of people.
type Person struct {
	Line     int
	Resource Resource
	Groups   []string // that they are in, as they are called
}

// People are what a file has.
type People struct {
	All     []Person
	Grouped bool // the file has a column of groups
}

// FileError says what is wrong with a file, line by line: none of it can be used.
type FileError struct{ Problems []string }

func (e *FileError) Error() string { return strings.Join(e.Problems, " ") }

// ParsePeople reads a file of comma-separated values, or with semicolons or tabs between them, whose first line names
// the columns; each other line is a user. Columns are known by the names that Google Workspace, Microsoft and HR
// systems give them. What no column is known for is kept as it is, under a schema of its own. A *FileError says what
// is wrong.
func ParsePeople(text []byte) (People, error) {
	text, err := decoded(text)
	if err != nil {
		return People{}, err
	}
	head, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(head), -1
	names, err := r.Read()
	if err != nil {
		return People{}, &FileError{[]string{"The file is empty, or its first line cannot be read."}}
	}
	columns, err := columnsOf(names)
	if err != nil {
		return People{}, err
	}
	f := peopleFile{columns: columns, lines: map[string]int{}}
	f.people.Grouped = columns.has(groupsColumn)
	if err := f.read(r); err != nil {
		return People{}, err
	}
	if len(f.problems) > 0 {
		return People{}, &FileError{f.problems}
	}
	return f.people, nil
}

// decoded is text in UTF-8: spreadsheets write UTF-16 with a mark, or the code page of Windows.
func decoded(text []byte) ([]byte, error) {
	var err error
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text)
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		text = text[3:]
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return nil,
			&FileError{[]string{"This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and bring that."}}
	}
	if err == nil && !utf8.Valid(text) {
		text, err = charmap.Windows1252.NewDecoder().Bytes(text)
	}
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return nil, &FileError{[]string{"The file is not text. Save it as “CSV UTF-8” and bring that."}}
	}
	return text, nil
}

// separator is the one that stands most often between the names of columns.
func separator(head []byte) rune {
	best := ','
	for _, c := range []rune{';', '\t'} {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// peopleFile is a file that is being read.
type peopleFile struct {
	columns  columns
	people   People
	problems []string
	lines    map[string]int // where a user name was read first
}

func (f *peopleFile) read(r *csv.Reader) error {
	for len(f.problems) < maxFileProblems {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			f.problem(wrong.StartLine, "a quotation mark is not closed, or stands inside of a value")
			break
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if strings.Join(fields, "") == "" {
			continue
		}
		if len(f.people.All) == MaxPeople {
			f.problem(line,
				fmt.Sprintf("there are more than %d people, which is the most that a file may have", MaxPeople))
			break
		}
		f.person(line, fields)
	}
	if len(f.problems) == 0 && len(f.people.All) == 0 {
		f.problems = []string{"There is nobody in the file: it has one line, which names the columns."}
	}
	return nil
}

// person takes a line.
func (f *peopleFile) person(line int, fields []string) {
	if len(fields) > len(f.columns) {
		f.problem(line,
			fmt.Sprintf("there are %d values, and the first line names %d columns", len(fields), len(f.columns)))
		return
	}
	p, err := f.columns.person(line, fields)
	if err == nil {
		err = p.settle()
	}
	if err != nil {
		f.problem(line, strings.TrimSuffix(err.Error(), "."))
		return
	}
	name, _ := p.Resource["userName"].(string)
	if first := f.lines[Fold(name)]; first > 0 {
		f.problem(line, fmt.Sprintf("%q stands in line %d already", name, first))
		return
	}
	f.lines[Fold(name)] = line
	f.people.All = append(f.people.All, p)
}

func (f *peopleFile) problem(line int, what string) {
	f.problems = append(f.problems, fmt.Sprintf("Line %d: %s.", line, what))
}

// settle gives the resource the form in which a request for it is stored: a manager is an object.
func (p *Person) settle() error {
	body, err := p.Body()
	if err != nil {
		return err
	}
	r, _, _, _, err := ParseResource(User, body)
	if wrong, ok := errors.AsType[*Error](err); ok {
		return errors.New(wrong.Detail)
	}
	p.Resource = r
	return err
}

// Body is the person as a request says them.
func (p Person) Body() ([]byte, error) {
	sent := p.Resource.Clone()
	schemas := []any{URNUser}
	for _, urn := range []string{URNEnterprise, columnsExtension} {
		if sent[urn] != nil {
			schemas = append(schemas, urn)
		}
	}
	sent["schemas"] = schemas
	return json.Marshal(sent)
}
