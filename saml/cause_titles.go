package saml

// heading is how a cause is called, and the class that it has unless its finding
// says otherwise.
type heading struct {
	class Class
	title string // a few words
}

// headings has every cause of SAML once, in the order of the rules. What else is said of
// a cause is in package diagnose.
var headings = map[Cause]heading{
	WrongBinding:       {Malformed, "Response sent by the wrong binding"},
	BodyTooLarge:       {Malformed, "Response too large"},
	DuplicateParameter: {Malformed, "Form field sent twice"},
	NoSAMLResponse:     {Malformed, "No SAMLResponse in the request"},
	BadBase64:          {Malformed, "Response is not base64"},
	DeflateInPost:      {Malformed, "Compressed response in a POST"},
	BadRelayState:      {Malformed, "RelayState is not ours"},

	BadEncoding:           {Malformed, "Response is not UTF-8"},
	ForbiddenCharacter:    {Malformed, "Forbidden character in the response"},
	DTD:                   {Malformed, "DOCTYPE in the response"},
	UndefinedEntity:       {Malformed, "Undefined entity in the response"},
	NotWellFormed:         {Malformed, "Response is not well-formed XML"},
	Comment:               {Malformed, "Comment in the response"},
	ProcessingInstruction: {Malformed, "Processing instruction in the response"},
	CDATA:                 {Malformed, "CDATA section in the response"},
	BadNamespace:          {Malformed, "Broken XML namespace"},
	DuplicateAttribute:    {Malformed, "XML attribute given twice"},
	RelativeNamespace:     {Malformed, "Relative namespace name"},
	DuplicateID:           {Malformed, "The same ID twice"},
	BadID:                 {Malformed, "Unusable ID"},
	SignatureWrapping:     {Malformed, "Forged structure (signature wrapping)"},
	UnknownElement:        {Malformed, "Unknown element in the response"},
	Advice:                {Malformed, "Another assertion in Advice"},
	UnexpectedChild:       {Malformed, "Element inside a plain value"},

	LimitBytes:          {Malformed, "Response too large"},
	LimitDepth:          {Malformed, "Elements nested too deeply"},
	LimitElements:       {Malformed, "Too many elements"},
	LimitAttributes:     {Malformed, "Too many attributes on one element"},
	LimitNamespaces:     {Malformed, "Too many namespace declarations"},
	LimitName:           {Malformed, "Name too long"},
	LimitAttributeValue: {Malformed, "XML attribute too long"},
	LimitSignatures:     {Malformed, "Too many signatures"},
	LimitCertificates:   {Malformed, "Too many certificates in the message"},
	LimitText:           {Malformed, "Value too long"},
	LimitValues:         {Malformed, "Too many attribute values"},

	Unsigned:                   {Malformed, "Response is not signed"},
	SignatureInvalid:           {Malformed, "Signature does not verify"},
	SignaturePosition:          {Malformed, "Signature in the wrong place"},
	SignatureShape:             {Malformed, "Signature of an unusual shape"},
	SignatureReference:         {Malformed, "Signature covers something else"},
	BadTransform:               {Malformed, "Transform not accepted"},
	WeakAlgorithm:              {Malformed, "Weak algorithm"},
	UnknownAlgorithm:           {Malformed, "Algorithm not supported"},
	CertificateMismatch:        {InvalidCertificate, "Signed with another certificate"},
	KeyInfoCertificateMismatch: {InvalidCertificate, "Message shows another certificate"},
	KeyInfoForm:                {InvalidCertificate, "Certificate in the message is badly written"},
	CertificateExpired:         {InvalidCertificate, "Signing certificate has expired"},
	CertificateNotYetValid:     {InvalidCertificate, "Signing certificate is not valid yet"},
	NoCertificateConfigured:    {InvalidCertificate, "No signing certificate configured"},
	WeakKey:                    {InvalidCertificate, "Signing key is too weak"},
	DigestMismatch:             {Malformed, "Changed after signing"},

	WrongKey:                   {DecryptionFailed, "Encrypted for another key"},
	CiphertextSize:             {DecryptionFailed, "Encrypted data has the wrong length"},
	AuthenticationTag:          {DecryptionFailed, "Encrypted data was changed"},
	BadPadding:                 {DecryptionFailed, "Encrypted data is damaged"},
	CipherReference:            {DecryptionFailed, "Encrypted data is stored elsewhere"},
	LimitEncryptedKeys:         {DecryptionFailed, "Too many encrypted keys"},
	EncryptionShape:            {DecryptionFailed, "Encrypted assertion of an unusual shape"},
	NoDecryptionKey:            {DecryptionFailed, "No key to decrypt with"},
	UnsupportedEncryptedNameID: {Malformed, "Attribute encrypted by itself"},

	RootElement:         {Malformed, "Not a SAML response"},
	BadVersion:          {Malformed, "Not SAML 2.0"},
	IdPStatus:           {Malformed, "No success from the identity provider"},
	Destination:         {Malformed, "Sent to a different address"},
	Issuer:              {Malformed, "Issued by another identity provider"},
	NoAssertion:         {Malformed, "No assertion in the response"},
	MultipleAssertions:  {Malformed, "More than one assertion"},
	SubjectConfirmation: {Malformed, "No usable bearer confirmation"},
	Recipient:           {Malformed, "Issued for a different recipient"},
	Expired:             {Malformed, "Response arrived too late"},
	NotYetValid:         {Malformed, "Response is not valid yet"},
	InResponseTo:        {Malformed, "Answers a request that we do not know"},
	Unsolicited:         {Malformed, "IdP-initiated sign-in is not allowed"},
	Audience:            {Malformed, "Issued for a different audience"},
	UnknownCondition:    {Malformed, "Condition that we do not know"},
	NoAuthnStatement:    {Malformed, "No authentication statement"},
	NotReauthenticated:  {Malformed, "User was not signed in anew"},
	SessionExpired:      {Malformed, "Session at the identity provider has ended"},
	BadTime:             {Malformed, "Time that can't be read"},
	Replay:              {Malformed, "Response was used before"},

	NoNameID:               {InvalidAttributes, "No NameID"},
	TransientNameID:        {InvalidAttributes, "NameID changes at each sign-in"},
	MissingAttributes:      {InvalidAttributes, "Required attributes are missing"},
	EmptyAttribute:         {InvalidAttributes, "Attribute is empty for this user"},
	DuplicateAttributeName: {InvalidAttributes, "Attribute sent twice"},
	MultipleValues:         {InvalidAttributes, "Several values where one is needed"},
	BadEmail:               {InvalidAttributes, "Not an email address"},
	DomainNotAllowed:       {OutsideOrg, "Email domain is not the organization's"},

	UnknownConnection:  {Malformed, "No connection at this ACS URL"},
	WrongAddress:       {Malformed, "Response posted to the wrong address"},
	ConnectionInactive: {Malformed, "Connection is not active"},
	TestIdPBarred:      {Malformed, "Test identity provider may not sign in here"},
	InternalError:      {Malformed, "Our own error"},
}

// heading of a cause that this version does not know is its name: stored verdicts
// can be newer than the program.
func (c Cause) heading() heading {
	if h, known := headings[c]; known {
		return h
	}
	if h, known := oidcHeadings[c]; known {
		return h
	}
	return heading{Malformed, string(c)}
}

// Title is a few words that can stand as a heading.
func (c Cause) Title() string { return c.heading().title }

// Class is the class that the cause has unless its finding says otherwise.
func (c Cause) Class() Class { return c.heading().class }
