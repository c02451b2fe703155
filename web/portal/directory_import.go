package portal

import (
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/scim"
	"gatehouse/web/internal/pages"
)

// importPage is the page on which people are brought as a file.
type importPage struct {
	Vendor   string
	File, At string                 // by which they came last; "" for none
	Problems []string               // of a file that was refused
	Many     bool                   // it lacks many of those who are there, which has to be meant
	Done     *model.DirectoryImport // what the file changed, or would
}

// directoryImport asks for a file of people.
func (v *visit) directoryImport() { v.showImport(http.StatusOK, importPage{}) }

func (v *visit) showImport(status int, p importPage) {
	if !v.mayImport() {
		return
	}
	p.Vendor = v.vendor()
	if d := v.sync.Directory; d.ByFile() && d.File != "" {
		p.File, p.At = d.File, pages.Moment(d.FileAt)
	}
	v.show(status, "directoryimport", "Bring people as a file", p)
}

// mayImport sends those away whose people come by SCIM.
func (v *visit) mayImport() bool {
	if !v.allowed(model.IntentDirectorySync) {
		return false
	}
	if v.sync.Linked() && !v.sync.Directory.ByFile() {
		v.redirect(directoryPlace.path)
		return false
	}
	return true
}

// importPeople makes the people of a file those of the directory, which the first file makes.
func (v *visit) importPeople() {
	if !v.mayImport() {
		return
	}
	f, err := v.peopleFile()
	if err != nil {
		v.refusedImport(err)
		return
	}
	d, err := v.services.ChooseDirectory(v.r.Context(), v.org.ID, provider.ByFile)
	if err != nil {
		v.refusedImport(err)
		return
	}
	done, err := v.services.ImportDirectory(v.r.Context(), d.ID, f)
	if err != nil {
		v.refusedImport(err)
		return
	}
	if !done.Checked {
		v.record(model.Step{What: model.StepConfigured, Note: "imported " + done.Summary()})
		if v.sync, err = v.services.DirectorySetup(v.r.Context(), v.org.ID); err != nil {
			v.failed(err)
			return
		}
	}
	v.showImport(http.StatusOK, importPage{Done: &done})
}

// peopleFile is the file that was sent.
func (v *visit) peopleFile() (model.PeopleFile, error) {
	f := model.PeopleFile{Check: v.field("check") != "", RemoveMany: v.field("many") != ""}
	var err error
	if f.Text, err = v.uploaded("file"); err != nil {
		return f, err
	}
	if f.Text == nil {
		return f, &model.FieldError{Field: "file", Reason: "no file was chosen", Remedy: "choose the CSV file"}
	}
	if headers := v.r.MultipartForm.File["file"]; len(headers) > 0 {
		f.Name = headers[0].Filename
	}
	return f, nil
}

// refusedImport shows what is wrong with a file.
func (v *visit) refusedImport(err error) {
	refused, ok := errors.AsType[*model.FieldError](err)
	if !ok {
		v.failed(err)
		return
	}
	v.refusedField(refused)
	p := importPage{Problems: []string{says(refused)}}
	if lines, ok := errors.AsType[*scim.FileError](err); ok {
		p.Problems = lines.Problems
	}
	_, p.Many = errors.AsType[*model.ManyRemoved](err)
	v.showImport(http.StatusUnprocessableEntity, p)
}
