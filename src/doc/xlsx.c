// SPDX-License-Identifier: EUPL-1.2
#include "doc/table.h"

#include <xlsxwriter.h>

#include "doc/late.h"
#include "doc/memory_file.h"

#define WIDTH_MAX 60
#define XLSX(F)                                                                                    \
    F(format_set_align)                                                                            \
    F(format_set_bold)                                                                             \
    F(format_set_bottom)                                                                           \
    F(format_set_num_format)                                                                       \
    F(lxw_strerror)                                                                                \
    F(workbook_add_format)                                                                         \
    F(workbook_add_worksheet)                                                                      \
    F(workbook_close)                                                                              \
    F(workbook_new)                                                                                \
    F(workbook_set_properties)                                                                     \
    F(worksheet_autofilter)                                                                        \
    F(worksheet_fit_to_pages)                                                                      \
    F(worksheet_freeze_panes)                                                                      \
    F(worksheet_repeat_rows)                                                                       \
    F(worksheet_set_column)                                                                        \
    F(worksheet_set_landscape)                                                                     \
    F(worksheet_set_paper)                                                                         \
    F(worksheet_write_datetime)                                                                    \
    F(worksheet_write_number)                                                                      \
    F(worksheet_write_string)

struct xlsx {
    LATE_TABLE(XLSX)
};
#define LATE_OF struct xlsx
static const struct late_function functions[] = {XLSX(LATE_FUNCTION)};

struct formats {
    lxw_format *heading, *text, *date;
};

static bool fail(const struct xlsx *xlsx, lxw_error error, struct error *err) {
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return error_memory(err);
    return error_set(err, ERR_IO, "document.failed", xlsx->lxw_strerror(error), NULL);
}

static bool make_formats(const struct xlsx *xlsx, lxw_workbook *book, struct formats *formats) {
    formats->heading = xlsx->workbook_add_format(book);
    formats->text = xlsx->workbook_add_format(book);
    formats->date = xlsx->workbook_add_format(book);
    if (!formats->heading || !formats->text || !formats->date)
        return false;
    xlsx->format_set_bold(formats->heading);
    xlsx->format_set_bottom(formats->heading, LXW_BORDER_THIN);
    xlsx->format_set_num_format(formats->text, "@");
    xlsx->format_set_align(formats->text, LXW_ALIGN_VERTICAL_TOP);
    xlsx->format_set_num_format(formats->date, "yyyy-mm-dd");
    xlsx->format_set_align(formats->date, LXW_ALIGN_LEFT);
    xlsx->format_set_align(formats->date, LXW_ALIGN_VERTICAL_TOP);
    return true;
}

static lxw_error write_cell(const struct xlsx *xlsx, struct arena *arena, lxw_worksheet *sheet,
                            lxw_row_t row, lxw_col_t column, enum cell_kind kind, struct str cell,
                            const struct formats *formats) {
    struct date date;
    if (kind == CELL_DATE && date_parse(cell, &date)) {
        lxw_datetime day = {.year = date.year, .month = date.month, .day = date.day};
        return xlsx->worksheet_write_datetime(sheet, row, column, &day, formats->date);
    }
    int64_t number;
    if (kind == CELL_NUMBER && str_int64(cell, &number))
        return xlsx->worksheet_write_number(sheet, row, column, (double)number, NULL);
    char *text = str_c(arena, cell);
    if (!text)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    return xlsx->worksheet_write_string(sheet, row, column, text, formats->text);
}

static lxw_error write_headings(const struct xlsx *xlsx, struct arena *arena, lxw_worksheet *sheet,
                                const struct table_file *table, const struct formats *formats) {
    lxw_error error = LXW_NO_ERROR;
    for (size_t i = 0; i < table->column_count && !error; i++) {
        char *heading = str_c(arena, table->columns[i].heading);
        if (!heading)
            return LXW_ERROR_MEMORY_MALLOC_FAILED;
        double width = table->columns[i].width < WIDTH_MAX ? table->columns[i].width : WIDTH_MAX;
        xlsx->worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        error = xlsx->worksheet_write_string(sheet, 0, (lxw_col_t)i, heading, formats->heading);
    }
    return error;
}

static lxw_error write_sheet(const struct xlsx *xlsx, struct arena *arena, lxw_workbook *book,
                             const struct table_file *table) {
    struct formats formats;
    char *name = str_c(arena, table->title);
    lxw_worksheet *sheet = name ? xlsx->workbook_add_worksheet(book, name) : NULL;
    if (!sheet || !make_formats(xlsx, book, &formats))
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    lxw_error error = write_headings(xlsx, arena, sheet, table, &formats);
    for (size_t i = 0; i < table->row_count * table->column_count && !error; i++) {
        size_t column = i % table->column_count;
        error =
            write_cell(xlsx, arena, sheet, (lxw_row_t)(i / table->column_count + 1),
                       (lxw_col_t)column, table->columns[column].kind, table->cells[i], &formats);
    }
    xlsx->worksheet_freeze_panes(sheet, 1, 0);
    if (table->row_count > 0 && !error)
        error = xlsx->worksheet_autofilter(sheet, 0, 0, (lxw_row_t)table->row_count,
                                           (lxw_col_t)(table->column_count - 1));
    xlsx->worksheet_set_landscape(sheet);
    xlsx->worksheet_set_paper(sheet, 9); // A4
    xlsx->worksheet_fit_to_pages(sheet, 1, 0);
    xlsx->worksheet_repeat_rows(sheet, 0, 0);
    return error;
}

static lxw_error set_properties(const struct xlsx *xlsx, struct arena *arena, lxw_workbook *book,
                                const struct table_file *table) {
    lxw_doc_properties properties = {
        .title = str_c(arena, table->title),
        .created = (time_t)(table->made.us / 1000000),
    };
    return properties.title ? xlsx->workbook_set_properties(book, &properties)
                            : LXW_ERROR_MEMORY_MALLOC_FAILED;
}

bool table_xlsx(struct arena *arena, const struct table_file *table, struct str *ret_bytes,
                struct error *err) {
    CLEANUP(memory_file_close) struct memory_file file = MEMORY_FILE_NONE;
    struct xlsx xlsx;
    if (!late_load(LIB_XLSXWRITER, functions, COUNT(functions), &xlsx, err) ||
        !memory_file_open(&file, err))
        return false;
    lxw_workbook *book = xlsx.workbook_new(file.path);
    if (!book)
        return error_memory(err);
    lxw_error error = set_properties(&xlsx, arena, book, table);
    if (!error)
        error = write_sheet(&xlsx, arena, book, table);
    lxw_error closed = xlsx.workbook_close(book); // frees the book, whatever it answers
    if (error || closed)
        return fail(&xlsx, error ? error : closed, err);
    return memory_file_read(&file, arena, ret_bytes, err);
}
