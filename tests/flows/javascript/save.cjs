// Opens a workbook by a library, puts values into cells, and saves it under another name.
// node save.cjs LIBRARY SOURCE TARGET EDITS, where EDITS is a JSON list of [sheet, address, value];
// null clears a cell.
const [, , library, source, target, edits] = process.argv;

const libraries = {
  async exceljs() {
    const { Workbook } = require("exceljs");
    const book = new Workbook();
    await book.xlsx.readFile(source);
    for (const [sheet, address, value] of JSON.parse(edits)) {
      book.getWorksheet(sheet).getCell(address).value = value;
    }
    await book.xlsx.writeFile(target);
  },
  // As most scripts use it: without formats, and with the dates as numbers.
  async sheetjs() {
    saved({});
  },
  async "sheetjs-with-formats"() {
    saved({ cellDates: true, cellNF: true, cellStyles: true });
  },
};

function saved(options) {
  const XLSX = require("xlsx");
  const book = XLSX.readFile(source, options);
  for (const [sheet, address, value] of JSON.parse(edits)) {
    if (value === null) delete book.Sheets[sheet][address];
    else book.Sheets[sheet][address] = { t: typeof value === "number" ? "n" : "s", v: value };
  }
  XLSX.writeFile(book, target);
}

libraries[library]().catch((error) => {
  console.error(error);
  process.exit(1);
});
