// Canonicalizes one element of each of many documents with libxml2, for the
// differential test. A line of standard input is one job:
//
//   mode comments element skip prefixes file
//
// mode is 0 inclusive 1.0, 1 exclusive, 2 inclusive 1.1; element and skip are
// numbers of elements in document order (skip -1: nothing is left out);
// prefixes are joined by commas, - for none. The answer is the length, -1 for
// a failure, a line feed, and the bytes.
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

static xmlNodePtr element(xmlNodePtr n, int *count) {
  for (; n != NULL; n = n->next) {
    if (n->type != XML_ELEMENT_NODE) continue;
    if ((*count)-- == 0) return n;
    xmlNodePtr found = element(n->children, count);
    if (found != NULL) return found;
  }
  return NULL;
}

struct range { xmlNodePtr top, skip; };

static int visible(void *data, xmlNodePtr node, xmlNodePtr parent) {
  struct range *r = data;
  // A namespace is no xmlNode: it is where its element is.
  xmlNodePtr n = node != NULL && node->type == XML_NAMESPACE_DECL ? parent : node;
  int inside = 0;
  for (; n != NULL; n = n->parent) {
    if (n == r->skip) return 0;
    if (n == r->top) inside = 1;
  }
  return inside;
}

static void quiet(void *ctx, const char *msg, ...) { (void)ctx, (void)msg; }

int main(void) {
  char prefixes[4096], file[4096];
  int mode, comments, index, skip;
  xmlSetGenericErrorFunc(NULL, quiet);
  while (scanf("%d %d %d %d %4095s %4095s", &mode, &comments, &index, &skip, prefixes, file) == 6) {
    xmlChar *list[100], *out = NULL;
    int n = 0, length = -1;
    for (char *p = strcmp(prefixes, "-") ? strtok(prefixes, ",") : NULL; p != NULL && n < 99; p = strtok(NULL, ","))
      list[n++] = (xmlChar *)p;
    list[n] = NULL;
    xmlDocPtr doc = xmlReadFile(file, NULL, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doc != NULL) {
      struct range r = {NULL, NULL};
      int i = index;
      r.top = element(xmlDocGetRootElement(doc), &i);
      if (skip >= 0) i = skip, r.skip = element(xmlDocGetRootElement(doc), &i);
      xmlOutputBufferPtr buffer = xmlAllocOutputBuffer(NULL);
      if (r.top != NULL && xmlC14NExecute(doc, visible, &r, mode, n ? list : NULL, comments, buffer) >= 0) {
        length = (int)xmlOutputBufferGetSize(buffer);
        out = xmlStrndup(xmlOutputBufferGetContent(buffer), length);
      }
      xmlOutputBufferClose(buffer);
      xmlFreeDoc(doc);
    }
    printf("%d\n", length);
    if (length > 0) fwrite(out, 1, length, stdout);
    xmlFree(out);
  }
  return 0;
}
